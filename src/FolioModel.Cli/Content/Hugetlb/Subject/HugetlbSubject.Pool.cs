using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

internal sealed partial class HugetlbSubject
{
    private const int LargestPool = 9;

    private static Parameter<long> PoolSize => Number("pages", LargestPool);

    private void DefinePool(bool refined)
    {
        Define("resize the pool", 3, PoolSize, OneOf("signal", false, false, false, true), Resize);
        Define("overcommit", 2, Number("pages", 4), SetOvercommit);
        Define("mount", 1, Number("most", 6), Number("least", 4), Mount);
        Define("unmount", 1, Held(_mounts), Unmount, givesBack: true);
        if (!refined)
        {
            Define("drain", 1, Drain);
        }
    }

    /// <summary>Mistakes that must be refused at the very line.</summary>
    private void DefineMisuse()
    {
        DefineMisuse("MISUSE put of a reference not held", 2, Held(_areas, a => a.Entries.Count > 0 && _pins.Count == 0), area =>
        {
            area.Entries.Values.First().Folio.Put();
            return StepResult.Ok;
        });
        DefineMisuse("MISUSE second unpin", 2, Held(_pins, _ => _pins.Count == 1), pin =>
        {
            Folio folio = pin.Held[0].Folio;
            pin.Release();
            folio.Unpin();
            return StepResult.Ok;
        });
        DefineMisuse("MISUSE put back of what is not isolated", 2, Held(_areas, static a => a.Entries.Count > 0), area =>
        {
            _pool.PutBack(area.Entries.Values.First().Folio);
            return StepResult.Ok;
        });
    }

    private StepResult Resize(long pages, bool signal)
    {
        Machine.Current.SignalPending = signal;
        Errno error = _pool.Resize(pages);
        Machine.Current.SignalPending = false;
        if (_pool.Surplus > 0)
        {
            Hit("the pool has a surplus");
        }

        _refinement?.Resize(pages, signal);
        return error;
    }

    private StepResult SetOvercommit(long pages)
    {
        _pool.Overcommit = pages;
        _refinement?.SetOvercommit(pages);
        return StepResult.Ok;
    }

    private StepResult Mount(long most, long least)
    {
        if (_mounts.Count >= 2)
        {
            return StepResult.Skipped;
        }

        long? maximum = most == 0 ? null : most;
        long? minimum = least == 0 ? null : least;
        HugetlbMountResult result = HugetlbMount.Mount(_pool, Limits(maximum, minimum));
        _refinement?.Mount(maximum, minimum, result);
        if (result.Mount is { } mount)
        {
            _mounts.Add(mount);
        }

        return result.Error;
    }

    private StepResult Unmount(HugetlbMount mount)
    {
        Errno error = mount.Unmount();
        _refinement?.Unmount(mount, error);
        if (error == Errno.None)
        {
            _mounts.Remove(mount);
        }

        return error;
    }

    private StepResult Drain()
    {
        Machine.Batches.DrainAll();
        return StepResult.Ok;
    }
}
