export { type ConnectOptions, connect } from "./connect.ts";
export { type SetSchedulesOptions, setSchedules } from "./set-schedules.ts";
