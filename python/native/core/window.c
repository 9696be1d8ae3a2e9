#include "window.h"

#include "../memory/memory.h"
#include "stream.h"
#include "system.h"
#include "threads.h"

static struct {
    bool is_part; /* else nothing below is looked at */
    enum window_state state;
    int changing;
    const struct hl_capture *capture;
    uint64_t begin, end;  /* monotonic; end: 0 until it is over */
    uint64_t process_cpu; /* when it was over */
} window;

/* May be set while the program runs; 0 = not yet. */
static uint64_t end_asked(const struct hl_capture *capture)
{
    uint64_t end = __atomic_load_n(&capture->window_end_ns, __ATOMIC_RELAXED);
    return end ? end : UINT64_MAX;
}

bool window_is_over_for(const struct hl_capture *capture)
{
    return (capture->flags & HL_CAPTURE_WINDOW) && mono_ns() >= end_asked(capture);
}

void window_start(const struct hl_capture *capture)
{
    window.is_part = (capture->flags & HL_CAPTURE_WINDOW) != 0;
    window.capture = capture;
    window.changing = 0;
    window.begin = capture->window_begin_ns;
    window.end = 0;
    window.state = window.is_part && mono_ns() < window.begin ? WINDOW_BEFORE : WINDOW_OPEN;
    if (window.state == WINDOW_BEFORE)
        stream_header()->window_begin_ns = window.begin;
}

static void open_now(uint64_t begin)
{
    stream_header()->start_cpu_ns = process_cpu_ns();
    threads_restart(begin);
    if (memory_resume)
        memory_resume();
    __atomic_store_n(&window.state, WINDOW_OPEN, __ATOMIC_RELEASE);
}

static void close_now(uint64_t end)
{
    threads_settle();
    threads_rest();
    if (memory_settle)
        memory_settle();
    if (memory_stop)
        memory_stop();
    window.process_cpu = process_cpu_ns();
    window.end = end;
    stream_header()->window_end_ns = end;
    __atomic_store_n(&window.state, WINDOW_OVER, __ATOMIC_RELEASE);
}

enum window_state window_look(void)
{
    if (__builtin_expect(!window.is_part, 1))
        return WINDOW_OPEN;
    enum window_state state = __atomic_load_n(&window.state, __ATOMIC_ACQUIRE);
    uint64_t now = mono_ns(), end = end_asked(window.capture);
    bool is_due = state == WINDOW_BEFORE ? now >= window.begin : state == WINDOW_OPEN && now >= end;
    /* Another thread, or what a signal interrupted in this one, is at it: what comes meanwhile is let go. */
    if (!is_due || __atomic_exchange_n(&window.changing, 1, __ATOMIC_ACQUIRE))
        return is_due ? WINDOW_BEFORE : state;
    if (window.state == WINDOW_BEFORE && now >= window.begin)
        open_now(window.begin);
    if (window.state == WINDOW_OPEN && now >= end)
        close_now(end > window.begin ? end : window.begin);
    __atomic_store_n(&window.changing, 0, __ATOMIC_RELEASE);
    return window.state;
}

bool window_takes_sample(void)
{
    if (__builtin_expect(!window.is_part, 1))
        return true;
    bool was_open = __atomic_load_n(&window.state, __ATOMIC_ACQUIRE) == WINDOW_OPEN;
    return window_look() == WINDOW_OPEN && was_open;
}

uint64_t window_part(uint64_t start, uint64_t end)
{
    if (__builtin_expect(!window.is_part, 1))
        return end - start;
    if (window_look() == WINDOW_BEFORE)
        return 0;
    start = start < window.begin ? window.begin : start;
    end = window.end && window.end < end ? window.end : end;
    return end > start ? end - start : 0;
}

void window_settle(void)
{
    enum window_state state = window_look();
    if (state == WINDOW_BEFORE) {
        threads_restart(mono_ns());
        stream_header()->start_cpu_ns = process_cpu_ns();
    } else if (state == WINDOW_OPEN) {
        threads_settle();
    }
}

uint64_t window_mono_ns(void)
{
    uint64_t now = mono_ns();
    return window.end && window.end < now ? window.end : now;
}

uint64_t window_cpu_ns(void)
{
    return window.end ? window.process_cpu : process_cpu_ns();
}
