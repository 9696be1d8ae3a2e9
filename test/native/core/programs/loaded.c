/* A library that is loaded and unloaded again and again. */
__attribute__((visibility("default"))) int run_quickly(void)
{
	volatile int sum = 0;
	for (int i = 0; i < 20000; i++)
		sum += i;
	return sum;
}
