/* Prints "<number> <kind>" for every opcode from 0 to 255 of the version in argv[1] (hexadecimal, such as 30b), by the core's opcode table. */
#include "core/opcodes.h"

#include <stdio.h>
#include <stdlib.h>

int main(int count, char **arguments)
{
	if (count != 2)
		return 2;
	unsigned version = (unsigned)strtoul(arguments[1], NULL, 16);
	for (unsigned opcode = 0; opcode < 256; opcode++)
		printf("%u %d\n", opcode, (int)opcode_kind(version, opcode));
	return 0;
}
