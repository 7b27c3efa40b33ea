using FolioModel.Hugetlb;
using FolioModel.Shmem;

namespace FolioModel.Cli.Conform.Failures;

/// <summary>A memfd of huge pages.</summary>
internal sealed class HugetlbFailureFile : FailureFile
{
    private const int PoolPages = 4;

    private readonly HugetlbFile _file;
    private HugetlbMappedArea? _area;

    private HugetlbFailureFile(FailureState state, HugetlbFile file)
        : base(state, file.Mapping)
    {
        _file = file;
        _file.Truncate(Bytes(state.Pages));
    }

    public static HugetlbFailureFile WithPool(FailureState state)
    {
        HugePagePool pool = new(state.Machine);
        pool.Resize(PoolPages);
        return new HugetlbFailureFile(state, pool.CreateMemfd());
    }

    public override Errno Map(bool shared)
    {
        HugetlbMapResult result = _file.Map(new HugetlbMapOptions { Length = _file.Size, Shared = shared, Writable = true });
        _area = result.Area;
        return result.Error;
    }

    public override void Unmap()
    {
        _area?.Unmap();
        _area = null;
    }

    public override TouchResult Touch(long page, bool write) => _area!.Touch(Bytes(page), write) switch
    {
        HugetlbFault.None => TouchResult.Done,
        HugetlbFault.Poisoned => TouchResult.HardwarePoison,
        _ => TouchResult.BusError,
    };

    public override Pfn? FrameAt(long page)
    {
        Folio folio = _area is { } area ? area.Peek(area.IndexAt(Bytes(page))) : default;
        return folio.IsNone ? null : folio.Pfn.Plus((int)(page % folio.Pages));
    }

    public override MemoryFailureResult FailMemory(long page, long pages)
    {
        HugetlbFailure failure = _area!.FailMemory(Bytes(page));
        return new MemoryFailureResult(failure.Error, failure.Killed.Length > 0);
    }

    public override Errno SoftOffline(long page, long pages) => _area!.SoftOffline(Bytes(page));

    public override TransferResult Read(long page, long pages)
    {
        HugetlbRead read = _file.Read(new ByteOffset(Bytes(page)), new byte[Bytes(pages)]);
        return new TransferResult(read.Count, read.Error);
    }

    public override TransferResult Write(long page, long pages) => new(0, HugetlbFile.Write(new ByteOffset(Bytes(page)), Bytes(pages)));

    public override Errno Fallocate(FallocateMode mode, long page, long pages) =>
        _file.Fallocate(mode, new ByteOffset(Bytes(page)), Bytes(pages));

    public override Errno Truncate(long pages) => _file.Truncate(Bytes(pages));

    public override void Close() => _file.Close();
}
