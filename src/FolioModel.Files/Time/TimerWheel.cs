namespace FolioModel.Files;

/// <summary>When the kernel's timers expire: with a tick, and the later they are due, the coarser.</summary>
/// <remarks>
/// Models <c>calc_wheel_index</c>. A timer never expires early, so that even a short one waits for the tick behind the one it asked for.
/// </remarks>
internal static class TimerWheel
{
    private const int LevelBits = 6;
    private const int LevelShift = 3;

    /// <summary>The tick with which a timer expires.</summary>
    /// <param name="now">The present tick.</param>
    /// <param name="delay">Ticks after which it is to expire.</param>
    public static long Expiry(long now, long delay)
    {
        int shift = 0;
        while (delay >= ((1L << LevelBits) - 1) << shift)
        {
            shift += LevelShift;
        }

        return (((now + delay) >> shift) + 1) << shift;
    }
}
