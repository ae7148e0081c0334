"""The CUDA C++ of a kernel compiled as C++ for the host: the same source by another compiler, on another processor."""
