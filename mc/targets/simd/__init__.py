"""The target `simd`: a model as vector code for this machine's processor, through LLVM."""
