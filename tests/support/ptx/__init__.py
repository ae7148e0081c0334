"""An emulator of NVIDIA's virtual machine: runs the PTX that NVRTC wrote, with NumPy, one array element a thread.

Section numbers in this package are those of NVIDIA's "PTX ISA", version 8.8. What is not needed is refused, not
guessed: an instruction that is unknown, approximate or flushes subnormals is an error that shows its line.

    parser        text to functions, variables and instructions
    inline        calls of device functions, replaced by their bodies
    integers, floats, fma, conversions, elementwise
                  what instructions compute: pure functions of arrays
    memory        addresses, bounds, and what was never written
    batch         the threads of some blocks in lockstep: registers and who is active
    accesses, warps
                  what instructions do with memory and among the lanes of a warp
    linker        instructions to callables, kernels to basic blocks
    module        launches
"""
