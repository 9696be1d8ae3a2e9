"""Prints "<number> <name>" of every instruction that calls something, specialised forms included, as this interpreter numbers them."""
import opcode

names = dict(getattr(opcode, "opmap"))
names.update(getattr(opcode, "_specialized_opmap", {}))
if not hasattr(opcode, "_specialized_opmap") and hasattr(opcode, "_specialized_instructions"):
    # Up to 3.12 specialised forms fill the numbers that are free, in this order.
    used = set(names.values())
    free = (number for number in range(1, 256) if number not in used)
    for name in opcode._specialized_instructions:
        names[name] = next(free)
for name, number in sorted(names.items(), key=lambda item: item[1]):
    # 3.11's PRECALL_PYFUNC is always followed by the instruction that calls, so the table may have it or not.
    if "CALL" in name and number < 256 and name != "PRECALL_PYFUNC":
        print(number, name)
