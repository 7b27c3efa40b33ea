using FolioModel.Files;

namespace FolioModel.Cli.Conform.Writeback;

/// <summary>
/// The recorder's device: so many bytes are granted every 20 ms, and requests of up to 16 KiB that find too few wait for the next tick.
/// </summary>
/// <remarks>Models <c>null_blk</c> with its <c>mbps</c> limit.</remarks>
internal sealed class ThrottledDevice(IClock clock, int megabytesPerSecond) : IBackingDevice
{
    private const int PagesOfRequest = 4;

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_service = TimeSpan.FromMilliseconds(0.1);

    private readonly int _granted = megabytesPerSecond * (1 << 20) / 50;
    private readonly List<(string File, ulong Page, long Pages, TimeSpan At)> _writes = [];
    private long _tick = -1;
    private int _used;

    public int LargestRequest => PagesOfRequest;

    public int QueueDepth => 64;

    /// <summary>The writes, in the order in which they were submitted, each with the time at which the device takes it.</summary>
    public IReadOnlyList<(string File, ulong Page, long Pages, TimeSpan At)> Writes => _writes;

    public void Submit(DeviceRequest request)
    {
        if (!request.IsWrite)
        {
            // The files of the recordings are written page by page; what a part of a page needs is there at once.
            request.Complete();
            return;
        }

        long now = clock.Now.Ticks / s_tick.Ticks;
        if (now > _tick)
        {
            (_tick, _used) = (now, 0);
        }

        if (_used + request.Bytes > _granted)
        {
            (_tick, _used) = (_tick + 1, 0);
        }

        _used += (int)request.Bytes;
        TimeSpan start = s_tick * _tick > clock.Now ? s_tick * _tick : clock.Now;
        _writes.Add((request.File.Name, request.First.Value, request.Pages, start));
        clock.Schedule(start + s_service, () => request.Complete());
    }
}
