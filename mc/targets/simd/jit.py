"""From LLVM IR to machine code in this process. The only module that names llvmlite."""

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import llvmlite
import llvmlite.binding as llvm

from mc.targets.cache import cached

_WIDEST = {"+avx512f": 64, "+avx": 32}
"""Bytes of a vector register by processor feature; 16 without any."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Processor:
    """What code is made for.

    Attributes
    ----------
    name, features
        As LLVM knows them, such as ``"znver4"`` and ``"+avx2,+fma"``.
    """

    name: str
    features: str

    @property
    def vector_bytes(self) -> int:
        """Width of its vector registers."""
        available = set(self.features.split(","))
        return next((width for feature, width in _WIDEST.items() if feature in available), 16)


@cache
def host() -> Processor:
    """Return this machine's processor."""
    return Processor(name=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten())


class Library:
    """Machine code that stays loaded as long as this object lives.

    Parameters
    ----------
    text
        A module in LLVM IR.
    processor
        What to compile for; its features must be those of this machine, or fewer.
    name
        The function that it exports.
    """

    def __init__(self, text: str, processor: Processor, name: str) -> None:
        key = f"{llvmlite.__version__} {llvm.llvm_version_info} {processor}\n{text}"
        image = cached(key, lambda: _compiled(text, processor))
        _initialise()
        # A processor without fused multiply-add calls the C library's, which rounds once as well.
        builder = llvm.JITLibraryBuilder().add_object_img(image).add_current_process().export_symbol(name)
        self._jit = llvm.create_lljit_compiler(_machine(processor))
        self._tracker = builder.link(self._jit, name)
        self._address = self._tracker[name]

    def function(self, argument_types: Sequence[type]) -> Callable[..., None]:
        """Return the function, which releases the interpreter lock while it runs."""
        return ctypes.CFUNCTYPE(None, *argument_types)(self._address)


@cache
def _initialise() -> None:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()


def _machine(processor: Processor) -> llvm.TargetMachine:
    _initialise()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(
        cpu=processor.name, features=processor.features, opt=2, reloc="pic", codemodel="default", jit=True
    )


def _compiled(text: str, processor: Processor) -> bytes:
    """Compile without any pass that reassociates, contracts or approximates: LLVM does so only when asked to."""
    machine = _machine(processor)
    module = llvm.parse_assembly(text)
    module.verify()
    options = llvm.create_pipeline_tuning_options(speed_level=1)
    builder = llvm.create_pass_builder(machine, options)
    passes = llvm.create_new_module_pass_manager()
    passes.add_always_inliner_pass()
    passes.add_sroa_pass()
    passes.run(module, builder)
    image: bytes = machine.emit_object(module)
    return image
