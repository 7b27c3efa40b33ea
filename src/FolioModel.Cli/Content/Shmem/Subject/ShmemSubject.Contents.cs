namespace FolioModel.Cli.Content.Shmem;

internal partial class ShmemSubject
{
    /// <summary>Pages looked at after a step; all of a file no longer than this.</summary>
    private const int PagesLookedAt = 64;

    private readonly bool[] _kept;
    private int _nextLookedAt;

    /// <summary>
    /// Pages that must be there, in memory or in swap, until they are freed: shmem has no other place for their contents.
    /// </summary>
    private void Keep(long start, long end) => Mark(start, end, kept: true);

    /// <summary>Pages that may be gone, wholly or in part.</summary>
    private void Free(long start, long end) => Mark(start, end, kept: false);

    private void Mark(long start, long end, bool kept)
    {
        int from = (int)Math.Clamp(start, 0, _kept.Length);
        _kept.AsSpan(from, (int)Math.Clamp(end, from, _kept.Length) - from).Fill(kept);
    }

    /// <summary>
    /// Checks for lost pages. A lost page stays lost, so a long file is looked at in turn, and as a whole where that matters.
    /// </summary>
    private Finding? LostPage(bool everywhere)
    {
        int pages = everywhere ? _kept.Length : Math.Min(PagesLookedAt, _kept.Length);
        for (int i = 0; i < pages; i++)
        {
            _nextLookedAt = _nextLookedAt + 1 < _kept.Length ? _nextLookedAt + 1 : 0;
            if (_kept[_nextLookedAt] && _file.Mapping.Pages.Peek(At(_nextLookedAt)).IsEmpty)
            {
                return new Finding(
                    "lost", $"page {_nextLookedAt} of {_file} was written or reserved, nobody freed it, and it is neither in memory nor "
                        + $"in swap");
            }
        }

        return null;
    }
}
