namespace FolioModel.Cli.Content.Core.Mapped;

/// <summary>A part of the file in one process's memory, as the specification of a <see cref="MappedFileSubject"/> sees it.</summary>
internal sealed class MappedView
{
    /// <param name="memory">The process.</param>
    /// <param name="area">The area as it was mapped.</param>
    public MappedView(ProcessMemory memory, MappedArea area)
        : this(memory, area.First, (int)area.Pages, area.Index.Value, (area.Options & MapOptions.Shared) != 0)
    {
        Array.Fill(IsThere, true);
        Array.Fill(IsWritable, (area.Options & MapOptions.Writable) != 0);
    }

    private MappedView(ProcessMemory memory, VirtualPage first, int pages, ulong index, bool isShared)
    {
        (Memory, First, Pages, Index, IsShared) = (memory, first, pages, index, isShared);
        (IsThere, IsWritable, Own) = (new bool[pages], new bool[pages], new long[pages]);
    }

    public ProcessMemory Memory { get; }

    /// <summary>Where it begins; a move changes it.</summary>
    public VirtualPage First { get; set; }

    public int Pages { get; }

    /// <summary>The page of the file that it begins with.</summary>
    public ulong Index { get; }

    public bool IsShared { get; }

    /// <summary>Which pages are mapped: the others were unmapped.</summary>
    public bool[] IsThere { get; }

    /// <summary>Which pages may be written.</summary>
    public bool[] IsWritable { get; }

    /// <summary>The number that the process wrote to its own copy of each page; 0 where it must see the file's page.</summary>
    public long[] Own { get; }

    public VirtualPage At(int page) => First + page;

    public PageIndex IndexOf(int page) => new(Index + (ulong)page);

    /// <summary>The same part in a process that fork made.</summary>
    public MappedView Copy(ProcessMemory memory)
    {
        MappedView copy = new(memory, First, Pages, Index, IsShared);
        IsThere.CopyTo(copy.IsThere, 0);
        IsWritable.CopyTo(copy.IsWritable, 0);
        Own.CopyTo(copy.Own, 0);
        return copy;
    }

    public override string ToString() => $"{(IsShared ? "shared" : "private")} pages {Index} to {Index + (ulong)Pages - 1} in {Memory}";
}
