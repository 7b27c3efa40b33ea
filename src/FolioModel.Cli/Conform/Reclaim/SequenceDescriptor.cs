namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>The state of an open file in the kernel: its readahead window, and where the last read ended.</summary>
/// <remarks>Models <c>struct file_ra_state</c>, and <c>FMODE_RANDOM</c>.</remarks>
internal sealed class SequenceDescriptor(bool readsAhead)
{
    /// <summary>Pages that the device's <c>read_ahead_kb</c> allows.</summary>
    private const int DevicePages = 32;

    private readonly int _devicePages = readsAhead ? DevicePages : 0;

    /// <summary>The most pages of a window; 0 for no readahead.</summary>
    public int MostPages { get; private set; } = readsAhead ? DevicePages : 0;

    /// <summary>Reads come at random: nothing is read ahead.</summary>
    public bool IsRandom { get; private set; }

    /// <summary>First page of the window.</summary>
    public long Start { get; set; }

    /// <summary>Pages of the window.</summary>
    public int Size { get; set; }

    /// <summary>Pages at its end that were left when the next window was to be read.</summary>
    public int AsyncSize { get; set; }

    /// <summary>The page that the last read ended in, or -1.</summary>
    public long LastPage { get; set; } = -1;

    /// <summary>Faults of a mapping that missed, less those that did not.</summary>
    public int MappedMisses { get; set; }

    /// <summary>Takes advice, under the numbers of <c>posix_fadvise</c>.</summary>
    public void Advise(int advice)
    {
        IsRandom = advice == 1;
        MostPages = advice switch
        {
            0 => _devicePages,
            2 => _devicePages * 2,
            _ => MostPages,
        };
    }
}
