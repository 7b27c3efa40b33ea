using System.Runtime.CompilerServices;
using FolioModel.Cli.Content.Specification;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>
/// Runs the specification beside the model: after every step the pool, the mounts, the files and the page tables must be the
/// specification's, page for page.
/// </summary>
internal sealed class HugetlbRefinement
{
    private const int BlocksPerBasePage = 8;

    private readonly HugePagePool _pool;
    private readonly SpecHugetlb _spec = new();
    private readonly Dictionary<HugetlbMount, SpecHugeMount> _mounts = [];
    private readonly Dictionary<HugetlbFile, SpecHugeFile> _files = [];
    private readonly Dictionary<HugetlbMappedArea, SpecHugeArea> _areas = [];
    private readonly Dictionary<HugetlbPin, SpecHugePage> _pins = [];
    private readonly ConditionalWeakTable<SpecHugePage, Place> _places = [];
    private Finding? _wrong;

    /// <summary>Begins with a pool and a mount.</summary>
    /// <param name="pool">The model's pool.</param>
    /// <param name="pages">Its size.</param>
    /// <param name="mount">The mount.</param>
    /// <param name="maximum">Its limit, or null.</param>
    /// <param name="minimum">Its minimum, or null.</param>
    public HugetlbRefinement(HugePagePool pool, long pages, HugetlbMount mount, long? maximum, long? minimum)
    {
        _pool = pool;
        _spec.Resize(pages, interrupted: false);
        Mount(maximum, minimum, new HugetlbMountResult(mount, Errno.None));
    }

    public void Open(HugetlbFile file, HugetlbMount? mount) => _files[file] = _spec.Open(mount is null ? null : _mounts[mount]);

    public void Close(HugetlbFile file) => _spec.Close(_files[file]);

    public void Allocate(HugetlbFile file, long place, long pages, bool keepSize, bool interrupted, Errno error) =>
        Expect("fallocate", _spec.Allocate(_files[file], place, pages, keepSize, interrupted), (long)error);

    public void Punch(HugetlbFile file, long place, long pages, Errno error)
    {
        _spec.Punch(_files[file], place, pages);
        Expect("punching", 0, (long)error);
    }

    public void Truncate(HugetlbFile file, long size, Errno error)
    {
        _spec.Truncate(_files[file], size);
        Expect("ftruncate", 0, (long)error);
    }

    public void Map(HugetlbFile file, long place, long pages, HugetlbMapOptions options, HugetlbMapResult result)
    {
        (SpecHugeArea? area, long expected) =
            _spec.Map(_files[file], place, pages, options.Shared, options.Writable, options.NoReserve);
        Expect("mmap", expected, (long)result.Error);
        Know(result.Area, area);
    }

    public void Unmap(HugetlbMappedArea area)
    {
        _spec.Unmap(_areas[area]);
        _areas.Remove(area);
    }

    /// <summary>A part was unmapped: what is behind it was cut off first.</summary>
    public void UnmapPart(HugetlbMappedArea area, long start, long? behind, HugetlbMappedArea? rest)
    {
        SpecHugeArea whole = _areas[area];
        Know(rest, behind is { } end ? SpecHugetlb.Split(whole, end) : null);
        if (start == 0)
        {
            Unmap(area);
        }
        else
        {
            _spec.Unmap(SpecHugetlb.Split(whole, whole.Start + start));
        }
    }

    public void Touch(HugetlbMappedArea area, long place, bool write, HugetlbFault fault)
    {
        SpecHugeFault expected = _spec.Touch(_areas[area], _areas[area].Start + place, write);
        Expect("the access", (int)expected, (int)fault);
    }

    public void Discard(HugetlbMappedArea area, long place, long pages, Errno error)
    {
        SpecHugeArea known = _areas[area];
        _spec.Zap(known, known.Start + place, known.Start + place + pages);
        Expect("madvise", 0, (long)error);
    }

    public void Remove(HugetlbMappedArea area, long place, Errno error)
    {
        SpecHugeArea known = _areas[area];
        bool allowed = known is { IsShared: true, IsWritable: true };
        if (allowed)
        {
            _spec.Punch(known.File, known.Start + place, 1);
        }

        Expect("madvise", allowed ? 0 : (long)Errno.EACCES, (long)error);
    }

    public void Fork(HugetlbMappedArea area, HugetlbMapResult result)
    {
        SpecHugeArea? copy = _spec.Fork(_areas[area]);
        Expect("fork", copy is null ? 0 : 1, result.Area is null ? 0 : 1);
        Know(result.Area, copy);
    }

    public void Pin(HugetlbMappedArea area, long place, HugetlbPinResult result)
    {
        SpecHugePage? page = _spec.Pin(_areas[area], _areas[area].Start + place);
        Expect("pinning", page is null ? 0 : 1, result.Pin is null ? 0 : 1);
        if (page is not null && result.Pin is not null)
        {
            _pins.Add(result.Pin, page);
        }
    }

    public void Unpin(HugetlbPin pin)
    {
        _spec.Unpin(_pins[pin]);
        _pins.Remove(pin);
    }

    public void Resize(long pages, bool interrupted) => _spec.Resize(pages, interrupted);

    public void SetOvercommit(long pages) => _spec.Overcommit = pages;

    public void Mount(long? maximum, long? minimum, HugetlbMountResult result)
    {
        (SpecHugeMount? mount, long expected) = _spec.Mount(maximum, minimum);
        Expect("mount", expected, (long)result.Error);
        if (mount is not null && result.Mount is not null)
        {
            _mounts.Add(result.Mount, mount);
        }
    }

    public void Unmount(HugetlbMount mount, Errno error) => Expect("umount", _spec.Unmount(_mounts[mount]), (long)error);

    /// <summary>Compares the whole state.</summary>
    public Finding? Compare() => _wrong ?? ComparePool() ?? CompareFiles() ?? CompareAreas();

    private void Expect(string what, long expected, long actual)
    {
        if (expected != actual)
        {
            _wrong ??= new Finding("refinement", $"{what} returned {actual}, the specification {expected}");
        }
    }

    private void Know(HugetlbMappedArea? area, SpecHugeArea? known)
    {
        if (area is not null && known is not null)
        {
            _areas.Add(area, known);
        }
    }

    private Finding? ComparePool()
    {
        PoolCounters expected = new(_spec.Total, _spec.Free, _spec.Reserved, _spec.Surplus, _spec.Target, _spec.Overcommit);
        if (_pool.Counters != expected)
        {
            return new Finding("refinement", $"the pool is {_pool.Counters}, expected {expected}");
        }

        foreach ((HugetlbMount mount, SpecHugeMount known) in _mounts)
        {
            if (mount.Subpool is { } subpool && (subpool.Used, subpool.Reserved) != (known.Used, known.Kept))
            {
                return new Finding("refinement", $"the mount is {subpool}, expected {known.Used} used and {known.Kept} reserved");
            }
        }

        return null;
    }

    private Finding? CompareFiles()
    {
        foreach ((HugetlbFile file, SpecHugeFile known) in _files)
        {
            if (file.IsClosed != !_spec.Files.Contains(known))
            {
                return new Finding("refinement", $"{file} is {(file.IsClosed ? "gone" : "there")}, expected the opposite");
            }

            if (file.IsClosed)
            {
                continue;
            }

            HashSet<long> reserved = [.. file.Reservations.Regions.SelectMany(static r => Between(r.From.Value, r.To.Value))];
            if (file.Size != known.Size * _pool.PageBytes || !known.Reserved.SetEquals(reserved)
                || file.Blocks != known.Pages.Count * _pool.Order.Pages * BlocksPerBasePage)
            {
                return new Finding(
                    "refinement",
                    $"{file} has {file.Blocks} blocks; expected {known.Size} pages, {known.Pages.Count} of them there, and reservations of "
                        + string.Join(", ", known.Reserved));
            }

            // Programs reach no further, mappings and allocations behind the end included.
            foreach (long index in Between(0, 16).Where(i => known.Pages.ContainsKey(i) == file.Peek(new HugeIndex(i)).IsNone))
            {
                return new Finding("refinement", $"page {index} of {file} is {(known.Pages.ContainsKey(index) ? "missing" : "there")}");
            }

            foreach ((long index, SpecHugePage page) in known.Pages)
            {
                if (ComparePage(page, file.Peek(new HugeIndex(index))) is { } difference)
                {
                    return difference;
                }
            }
        }

        return null;
    }

    private Finding? CompareAreas()
    {
        foreach ((HugetlbMappedArea area, SpecHugeArea known) in _areas)
        {
            string mapped = string.Join(", ", area.Entries.Select(static e => $"{e.Key.Value}{(e.Value.Writable ? "w" : "")}").Order());
            string expected = string.Join(", ", known.Entries.Select(static e => $"{e.Key}{(e.Value.Writable ? "w" : "")}").Order());
            if (mapped != expected)
            {
                return new Finding("refinement", $"a mapping of {area.File} has [{mapped}], expected [{expected}]");
            }

            foreach ((long index, SpecHugeEntry entry) in known.Entries)
            {
                if (ComparePage(entry.Page, area.Peek(new HugeIndex(index))) is { } difference)
                {
                    return difference;
                }
            }
        }

        return null;
    }

    /// <summary>A page of the specification is the same folio wherever it is seen, with as many references as it has holders.</summary>
    private Finding? ComparePage(SpecHugePage page, Folio folio)
    {
        Place place = _places.GetValue(page, _ => new Place(folio));
        int references = (page.IsCached ? folio.CacheReferences : 0) + page.Mappings + page.Pins;
        bool restores = (_pool.FlagsOf(folio) & HugePageFlags.RestoreReserve) != 0;
        return place.Folio == folio && folio.RefCount == references && folio.MapCount == page.Mappings
            && folio.Has(FolioFlags.Anon) == page.IsAnonymous && restores == page.RestoresReserve
                ? null
                : Finding.Of(
                    "refinement",
                    $"{folio.Describe()}: expected {place.Folio} with {references} references and {page.Mappings} mappings, "
                        + $"{(page.IsAnonymous ? "anonymous" : "of the file")}{(page.RestoresReserve ? ", restoring a reserve" : "")}",
                    folio);
    }

    private static IEnumerable<long> Between(long from, long to)
    {
        for (long index = from; index < to; index++)
        {
            yield return index;
        }
    }

    /// <summary>The folio that a page of the specification is.</summary>
    private sealed record Place(Folio Folio);
}
