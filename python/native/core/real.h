/* The libc functions that we interpose, as the program would have got them.
 *
 * REAL(name) is the next definition after ours, found at the first use. Resolving calls dlsym, so it must not happen in a signal
 * handler: real_resolve_all() does it for all wrappers from the constructor. Calls that come before the constructor resolve themselves.
 */
#ifndef HEATLINE_REAL_H
#define HEATLINE_REAL_H

/* dlsym(RTLD_NEXT) with the version that the program is linked to where a name has several. */
void *real_symbol(const char *name);

#define HL_EXPORT __attribute__((visibility("default")))

#define REAL(name)                                                                                                     \
	({                                                                                                                 \
		static __typeof__(name) *cached_##name;                                                                        \
		__typeof__(name) *function_##name = __atomic_load_n(&cached_##name, __ATOMIC_RELAXED);                         \
		if (__builtin_expect(!function_##name, 0)) {                                                                   \
			function_##name = (__typeof__(name) *)real_symbol(#name);                                                   \
			__atomic_store_n(&cached_##name, function_##name, __ATOMIC_RELAXED);                                       \
		}                                                                                                              \
		function_##name;                                                                                               \
	})

#endif
