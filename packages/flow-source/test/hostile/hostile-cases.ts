import type { HostileCase } from "./hostile-case.ts";
import { hostileImports } from "./hostile-imports.ts";
import { hostileSyntax } from "./hostile-syntax.ts";
import { hostileTypes } from "./hostile-types.ts";
import { hostileValues } from "./hostile-values.ts";

export const hostileCases: readonly HostileCase[] = [
  ...hostileValues,
  ...hostileTypes,
  ...hostileSyntax,
  ...hostileImports,
];
