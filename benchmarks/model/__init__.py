"""The model that speed is measured on; frozen, so that figures of different years can be compared."""
