import { stopSharedServer } from "./shared-prefect-server.ts";

export default stopSharedServer;
