from prefect import flow, task
import prefect
from prefect.states import State
from prefect.blocks.system import Secret
from prefect.filesystems import LocalFileSystem
from prefect.variables import Variable
from prefect.blocks.core import Block
@flow
def f(a: State, b: Secret, c: LocalFileSystem, d: Variable = None, e: prefect.Flow = None, g: Block = None, h: prefect.blocks.system.Secret = None): ...
