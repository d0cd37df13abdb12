/** An answer of GitHub's that tells of a failure; a connection that broke counts as status 500. */
export interface FailedRequest extends Error {
  status: number;
  response?: { headers: Record<string, string | number | undefined>; data: unknown };
  request?: { request?: { retryCount?: number } };
}

export function isFailedRequest(error: unknown): error is FailedRequest {
  return error instanceof Error && typeof (error as Partial<FailedRequest>).status === "number";
}

/** Whether GitHub has no such thing, or none that the token can see. */
export function isAbsent(error: unknown, absent: readonly number[] = [404]): boolean {
  return isFailedRequest(error) && absent.includes(error.status);
}

/** Whether GitHub may have done what was asked although it says that it failed, or says nothing. */
export function mayHaveTakenEffect(error: unknown): boolean {
  return isFailedRequest(error) && error.status >= 500;
}

/** Whether GitHub refused to make something because it is there already. */
export function existsAlready(error: unknown): boolean {
  if (!isFailedRequest(error) || error.status !== 422) return false;
  return (
    /already exists/i.test(error.message) || errorsOf(error).some(({ code }) => code === "already_exists")
  );
}

/** Whether the request was sent before: then what is there already may be its own work. */
export function wasSentAgain(error: unknown): boolean {
  return isFailedRequest(error) && (error.request?.request?.retryCount ?? 0) > 0;
}

function errorsOf(error: FailedRequest): { code?: unknown }[] {
  const data = error.response?.data;
  const errors =
    typeof data === "object" && data !== null ? (data as { errors?: unknown }).errors : undefined;
  return Array.isArray(errors) ? errors.filter((item) => typeof item === "object" && item !== null) : [];
}
