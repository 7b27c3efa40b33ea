namespace FolioModel.Files;

/// <summary>The readahead state of an open file: the current window, and where the last read ended.</summary>
/// <remarks>
/// Models <c>struct file_ra_state</c>, and <c>FMODE_RANDOM</c>. The window is <see cref="Size"/> pages from <see cref="Start"/>; when a
/// read
/// reaches the page <see cref="AsyncSize"/> before its end, which carries the mark, the next window is read.
/// </remarks>
[SharedState("readahead state of '{_name}'")]
public sealed partial class ReadaheadState : ISharedState
{
    private readonly Machine _machine;
    private readonly string _name;
    private readonly int _devicePages;

    internal ReadaheadState(Machine machine, string name, int devicePages)
    {
        _machine = machine;
        _name = name;
        _devicePages = devicePages;
        _stateNumber = machine.NewStateNumber();
        MostPages = devicePages;
        PreviousPosition = -1;
    }

    /// <summary>First page of the window.</summary>
    [Shared]
    public partial long Start { get; internal set; }

    /// <summary>Pages of the window.</summary>
    [Shared]
    public partial int Size { get; internal set; }

    /// <summary>Pages at the window's end that are left when the next one is to be read.</summary>
    [Shared]
    public partial int AsyncSize { get; internal set; }

    /// <summary>The most pages of a window (<c>ra_pages</c>); 0 for no readahead.</summary>
    [Shared]
    public partial int MostPages { get; private set; }

    /// <summary>The byte behind the last one that was read, or -1.</summary>
    [Shared]
    public partial long PreviousPosition { get; internal set; }

    /// <summary>Whether reads come at random, so that nothing is read ahead.</summary>
    [Shared]
    public partial bool IsRandom { get; private set; }

    /// <summary>How often mappings missed the cache lately: many misses stop the reading around.</summary>
    [Shared]
    public partial int MappedMisses { get; internal set; }

    internal long PreviousPage => PreviousPosition >> PageSize.Shift;

    /// <summary>Windows as large as the device's setting says (<c>POSIX_FADV_NORMAL</c>).</summary>
    internal void ExpectNormal() => Expect(_devicePages, random: false);

    /// <summary>Windows of twice the size (<c>POSIX_FADV_SEQUENTIAL</c>).</summary>
    internal void ExpectSequential() => Expect(_devicePages * 2, random: false);

    /// <summary>No windows (<c>POSIX_FADV_RANDOM</c>).</summary>
    internal void ExpectRandom() => Expect(MostPages, random: true);

    /// <summary>The device failed to read: smaller windows from now on.</summary>
    /// <remarks>Models <c>shrink_readahead_size_eio</c>.</remarks>
    internal void Shrink() => MostPages /= 4;

    private void Expect(int most, bool random)
    {
        MostPages = most;
        IsRandom = random;
    }
}
