import type { Json } from "../../flow-reading.ts";
export const prefectTypes: Record<string, { json: { [key: string]: Json }; definitions?: { [name: string]: Json } }> = {};
