#define _GNU_SOURCE
#include "real.h"

#include "text.h"

#include <dlfcn.h>

/* The oldest versions, so that the object loads on every glibc from 2.17 on, wherever it was linked. */
__asm__(".symver dlsym,dlsym@GLIBC_2.2.5");
__asm__(".symver dlvsym,dlvsym@GLIBC_2.2.5");

void *real_symbol(const char *name)
{
	/* Condition variables changed their layout in 2.3.2; dlsym without a version finds the old functions. */
	if (text_starts(name, "pthread_cond_")) {
		void *versioned = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
		if (versioned)
			return versioned;
	}
	return dlsym(RTLD_NEXT, name);
}
