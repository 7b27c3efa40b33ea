namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>
/// A process of an <see cref="AnonSubject"/> as the specification sees it: what each of its pages must show, in two areas of private
/// memory, one anonymous and one of a file.
/// </summary>
internal sealed class ProcessPages
{
    /// <summary>Pages of the anonymous area; those of the file's area follow.</summary>
    public const int AnonPages = 72;

    public const int FilePages = 24;

    public const int Pages = AnonPages + FilePages;

    /// <summary>The contents of a page that could not be read back when its swap area went away.</summary>
    public const long Lost = -1;

    private readonly VirtualPage _anon;
    private readonly VirtualPage _file;

    public ProcessPages(ProcessMemory memory, int task, VirtualPage anon, VirtualPage file)
    {
        Memory = memory;
        Task = task;
        _anon = anon;
        _file = file;
        Array.Fill(IsThere, true);
    }

    public ProcessMemory Memory { get; }

    /// <summary>Number of the task that uses the memory.</summary>
    public int Task { get; set; }

    /// <summary>The number that was written to each page last; 0 for a page that was not written.</summary>
    public long[] Contents { get; } = new long[Pages];

    /// <summary>Which pages are mapped: the others were given back with <c>munmap</c>.</summary>
    public bool[] IsThere { get; } = new bool[Pages];

    /// <summary>Pages whose contents may go: <c>MADV_FREE</c> said so, and nothing was written since.</summary>
    public bool[] MayGo { get; } = new bool[Pages];

    /// <summary>Pages that the process used since reclaim looked at them last.</summary>
    public bool[] IsYoung { get; } = new bool[Pages];

    public static bool IsOfFile(int page) => page >= AnonPages;

    /// <summary>Where a page is.</summary>
    public VirtualPage At(int page) => IsOfFile(page) ? _file + (page - AnonPages) : _anon + page;

    /// <summary>The same memory in a process that fork made; nothing in it was used yet.</summary>
    public ProcessPages Copy(ProcessMemory memory)
    {
        ProcessPages copy = new(memory, Task, _anon, _file);
        Contents.CopyTo(copy.Contents, 0);
        IsThere.CopyTo(copy.IsThere, 0);
        MayGo.CopyTo(copy.MayGo, 0);
        return copy;
    }

    /// <summary>A page is as it was before the first use.</summary>
    public void Forget(int page)
    {
        Contents[page] = 0;
        MayGo[page] = false;
        IsYoung[page] = false;
    }

    public override string ToString() => $"{Memory}";
}
