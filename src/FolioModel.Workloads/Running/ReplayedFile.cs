using FolioModel.Files;
using FolioModel.Rmap;

namespace FolioModel.Workloads.Running;

/// <summary>A file of a trace: open once for all of its requests, mapped when the first load asks for it.</summary>
internal sealed class ReplayedFile(RegularFile file, ProcessMemory process, GroupMember? member)
{
    /// <summary>By page: whether readahead brought it in and nothing has used it yet.</summary>
    private readonly ulong[] _ahead = new ulong[(PageCount.RoundedUp(file.Size).Value + 63) / 64];
    private MappedArea? _area;

    public OpenFile Open { get; } = file.Open();

    public AddressSpace Mapping => file.Mapping;

    public RegularFile File => file;

    /// <summary>The group that pays for its pages, or null if all files share one.</summary>
    public GroupMember? Member => member;

    /// <summary>Where a page is mapped.</summary>
    public VirtualPage Mapped(long page)
    {
        _area ??= process.Map(
            file.Mapping, PageIndex.Zero, PageCount.RoundedUp(file.Size).Value, MapOptions.Shared | MapOptions.Writable);
        return _area.First + page;
    }

    public ProcessMemory Process => process;

    public bool Has(long page) => file.Mapping.Pages.Peek(new PageIndex((ulong)page)).IsFolio;

    /// <summary>Notes that a page comes without having been asked for.</summary>
    /// <returns>Whether it came so before, and went unused.</returns>
    public bool Expect(long page)
    {
        bool before = (_ahead[page >> 6] & (1UL << (int)page)) != 0;
        _ahead[page >> 6] |= 1UL << (int)page;
        return before;
    }

    /// <summary>Notes that a page was asked for.</summary>
    /// <returns>Whether readahead had brought it in before.</returns>
    public bool Use(long page)
    {
        bool before = (_ahead[page >> 6] & (1UL << (int)page)) != 0;
        _ahead[page >> 6] &= ~(1UL << (int)page);
        return before;
    }

    /// <summary>Pages that readahead brought in, and that were evicted unused and not asked for since.</summary>
    public long GoneUnused()
    {
        long gone = 0;
        for (int word = 0; word < _ahead.Length; word++)
        {
            for (ulong bits = _ahead[word]; bits != 0; bits &= bits - 1)
            {
                gone += Has(((long)word << 6) + System.Numerics.BitOperations.TrailingZeroCount(bits)) ? 0 : 1;
            }
        }

        return gone;
    }
}
