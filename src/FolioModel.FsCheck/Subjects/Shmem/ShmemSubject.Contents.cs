namespace FolioModel.PropertyTesting;

public partial class ShmemSubject
{
    private readonly SortedSet<ulong> _kept = [];

    /// <summary>Pages that must be there, in memory or in swap, until somebody frees them: shmem has no other place for their contents.</summary>
    private void Keep(long start, long end)
    {
        for (long page = Math.Max(start, 0); page < end; page++)
        {
            _kept.Add((ulong)page);
        }
    }

    /// <summary>Pages that may be gone, wholly or in part.</summary>
    private void Free(long start, long end) => _kept.RemoveWhere(page => page >= (ulong)start && page < (ulong)end);

    private Finding? LostPage()
    {
        foreach (ulong page in _kept)
        {
            if (_file.Mapping.Peek(new PageIndex(page)).IsEmpty)
            {
                return new Finding("lost", $"page {page} of {_file} was written or reserved, nobody freed it, and it is neither in memory nor in swap");
            }
        }

        return null;
    }
}
