/** Top-level modules of what Prefect 3.9.1 itself requires: they are there wherever Prefect is. */
export const prefectRequirements: ReadonlySet<string> = new Set(
  (
    "prefect pydantic pydantic_core pydantic_settings pydantic_extra_types typing_extensions annotated_types " +
    "aiosqlite alembic anyio apprise asgi_lifespan asyncpg cachetools certifi click cloudpickle coolname cryptography " +
    "dateparser dateutil docker exceptiongroup fastapi fsspec graphviz httpcore httpx humanize jinja2 jsonpatch " +
    "jsonschema opentelemetry orjson packaging pathspec pendulum pluggy prometheus_client pytz readchar rich ruamel " +
    "semver slugify sniffio sqlalchemy starlette toml uvicorn websockets yaml"
  ).split(" "),
);
