"""The traced model as one CUDA C++ kernel: the same bits as `simd`, on an NVIDIA GPU."""
