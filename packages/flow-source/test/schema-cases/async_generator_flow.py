from prefect import flow
import asyncio
@flow
async def f(a: int):
    yield 1
