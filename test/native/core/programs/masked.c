/* What Python can't do by itself: a thread that is born with every signal blocked (pthread_attr_setsigmask_np, glibc 2.32), and a
 * signal handler that computes while it interrupts a sleep. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct request {
	double seconds;
	int tid;
	volatile double sum;
};

static double thread_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void *burn(void *argument)
{
	struct request *request = argument;
	request->tid = (int)syscall(SYS_gettid);
	while (thread_seconds() < request->seconds)
		for (int i = 0; i < 10000; i++)
			request->sum += i;
	return NULL;
}

/* Returns the thread's id once it has used that many seconds of CPU; -1 when it could not be started. */
int run_masked(double seconds)
{
	struct request request = {.seconds = seconds};
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all;
	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setsigmask_np(&attributes, &all);
	if (pthread_create(&thread, &attributes, burn, &request) != 0)
		return -1;
	pthread_join(thread, NULL);
	pthread_attr_destroy(&attributes);
	return request.tid;
}

#define HANDLER_SECONDS 0.03

static void on_alarm(int number)
{
	(void)number;
	volatile double sum = 0;
	double end = thread_seconds() + HANDLER_SECONDS;
	while (thread_seconds() < end)
		for (int i = 0; i < 1000; i++)
			sum += i;
}

/* Sleeps for two seconds, five times, with an alarm early in each; returns how many of the sleeps ended with EINTR. */
int run_slow_handler(void)
{
	struct sigaction action = {.sa_handler = on_alarm};
	int interrupted = 0;
	sigaction(SIGALRM, &action, NULL);
	for (int round = 0; round < 5; round++) {
		struct itimerval soon = {.it_value = {0, 10000}};
		struct timespec request = {2, 0};
		setitimer(ITIMER_REAL, &soon, NULL);
		interrupted += nanosleep(&request, NULL) == -1 && errno == EINTR;
	}
	return interrupted;
}
