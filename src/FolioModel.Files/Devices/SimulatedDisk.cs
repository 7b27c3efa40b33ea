namespace FolioModel.Files;

/// <summary>
/// A disk in simulated time that transfers one request of a direction after the other, in the order of arrival, at the direction's rate.
/// </summary>
public sealed class SimulatedDisk : IBackingDevice
{
    private readonly IClock _clock;
    private readonly SimulatedDiskOptions _options;
    private TimeSpan _readsFreeAt;
    private TimeSpan _writesFreeAt;

    /// <summary>Creates an idle disk.</summary>
    /// <param name="clock">The time in which it works.</param>
    /// <param name="options">How fast it is; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate, the depth or the size of a request is not positive.</exception>
    public SimulatedDisk(IClock clock, SimulatedDiskOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _options = options ?? new SimulatedDiskOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.ReadBytesPerSecond, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.WriteBytesPerSecond, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.QueueDepth, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.LargestRequest, nameof(options));
    }

    /// <inheritdoc/>
    public int LargestRequest => _options.LargestRequest;

    /// <inheritdoc/>
    public int QueueDepth => _options.QueueDepth;

    /// <summary>Bytes read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Bytes written so far.</summary>
    public long BytesWritten { get; private set; }

    /// <inheritdoc/>
    public void Submit(DeviceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        BytesRead += request.IsWrite ? 0 : request.Bytes;
        BytesWritten += request.IsWrite ? request.Bytes : 0;
        double rate = request.IsWrite ? _options.WriteBytesPerSecond : _options.ReadBytesPerSecond;
        bool usesWrites = request.IsWrite && _options.IsDuplex;
        TimeSpan free = usesWrites ? _writesFreeAt : _readsFreeAt;
        TimeSpan end = (free > _clock.Now ? free : _clock.Now) + TimeSpan.FromSeconds(request.Bytes / rate);
        (_readsFreeAt, _writesFreeAt) = usesWrites ? (_readsFreeAt, end) : (end, _writesFreeAt);
        _clock.Schedule(end + _options.Latency, () => request.Complete());
    }
}
