"""The faces: what people see and call. Each draws what lies below and decides nothing itself."""
