namespace FolioModel.Files;

/// <summary>How much was written lately: a count that halves every three seconds.</summary>
/// <param name="batch">Events that a CPU counts for itself before the count shows them.</param>
/// <remarks>
/// Models <c>struct fprop_global</c> and <c>struct fprop_local_percpu</c> with <c>VM_COMPLETIONS_PERIOD_LEN</c>. The batch matters for a
/// device that has written a few pages: its part is still zero.
/// </remarks>
internal sealed class CompletionShare(long batch)
{
    /// <summary>The batch of one device's count on a single CPU (<c>PROP_BATCH</c>).</summary>
    public const long BatchOfDevice = 8;

    /// <summary>The batch of the count over all devices (<c>percpu_counter_batch</c>).</summary>
    public const long BatchOfDomain = 32;

    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(3);

    private long _events;
    private long _unseen;
    private long _period;

    public void Add(TimeSpan now, long events)
    {
        Age(now);
        Count(events);
    }

    public double At(TimeSpan now)
    {
        Age(now);
        return Math.Max(_events, 0);
    }

    private void Count(long events)
    {
        _unseen += events;
        if (Math.Abs(_unseen) >= batch)
        {
            _events += _unseen;
            _unseen = 0;
        }
    }

    private void Age(TimeSpan now)
    {
        long period = now.Ticks / s_period.Ticks;
        long passed = period - _period;
        if (passed <= 0)
        {
            return;
        }

        _period = period;
        long all = _events + _unseen;
        Count(-all + (passed >= 63 ? 0 : all >> (int)passed));
    }
}
