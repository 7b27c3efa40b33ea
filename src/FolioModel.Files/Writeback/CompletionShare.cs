namespace FolioModel.Files;

/// <summary>How much was written lately: a count that halves every three seconds.</summary>
/// <remarks>Models <c>struct fprop_global</c> and <c>struct fprop_local_percpu</c> with <c>VM_COMPLETIONS_PERIOD_LEN</c>.</remarks>
internal sealed class CompletionShare
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(3);

    private long _events;
    private long _period;

    public void Add(TimeSpan now, long events)
    {
        Age(now);
        _events += events;
    }

    public double At(TimeSpan now)
    {
        Age(now);
        return _events;
    }

    private void Age(TimeSpan now)
    {
        long period = now.Ticks / s_period.Ticks;
        long passed = period - _period;
        _period = period;
        _events = passed <= 0 ? _events : passed >= 63 ? 0 : _events >> (int)passed;
    }
}
