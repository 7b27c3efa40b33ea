using FolioModel.Hugetlb;

namespace FolioModel.Props.Hugetlb;

/// <summary>Runs a program, looks at all invariants after every step, and at the end gives everything back.</summary>
internal sealed class HugetlbMachine
{
    private readonly Machine _machine;
    private readonly HugePagePool _pool;
    private readonly HugetlbMount _mount;
    private readonly List<HugetlbFile> _files = [];
    private readonly List<HugetlbMappedArea> _mappings = [];
    private readonly List<HugetlbPin> _pins = [];
    private readonly long _freeAtStart;
    private bool _failsDescriptors;

    private HugetlbMachine(HugetlbProgram program)
    {
        _machine = new Machine(new MachineOptions
        {
            Pages = 1 << 13,
            Ledger = true,
            LockChecking = true,
            Profile = program.Since67 ? KernelProfile.Linux612 : KernelProfile.Linux2023,
        });
        _machine.Allocator.DrainAllPages();
        _freeAtStart = _machine.Allocator.FreePageCount.Value;
        _pool = new HugePagePool(_machine, new HugePagePoolOptions { FailsDescriptor = () => _failsDescriptors });
        _pool.Resize(program.Pages);
        HugetlbMountOptions options =
            new() { MaximumBytes = program.Maximum * _pool.PageBytes, MinimumBytes = program.Minimum * _pool.PageBytes };
        _mount = HugetlbMount.Mount(_pool, options).Mount ?? HugetlbMount.Mount(_pool).Mount!;
    }

    public static bool Run(HugetlbProgram program)
    {
        HugetlbMachine machine = new(program);
        for (int step = 0; step < program.Operations.Length; step++)
        {
            machine.Apply(program.Operations[step]);
            machine.AssertSound($"step {step} {program.Operations[step]}");
        }

        machine.GiveEverythingBack();
        return true;
    }

    private void Apply(HugetlbOperation operation)
    {
        switch (operation)
        {
            case HugetlbOperation.Open o:
                _files.Add(o.OnMount ? _mount.CreateFile("file") : _pool.CreateMemfd());
                break;
            case HugetlbOperation.Signal s:
                _machine.Current.SignalPending = s.Pending;
                break;
            case HugetlbOperation.FailDescriptors f:
                _failsDescriptors = f.Fail;
                break;
            case HugetlbOperation.Resize r:
                _pool.Resize(r.Count);
                break;
            case HugetlbOperation.Overcommit o:
                _pool.Overcommit = o.Count;
                break;
            case HugetlbOperation.Unpin u when _pins.Count > 0:
                HugetlbPin pin = _pins[u.Slot % _pins.Count];
                _pins.Remove(pin);
                pin.Release();
                break;
            default:
                ApplyToFile(operation);
                ApplyToMapping(operation);
                break;
        }
    }

    private void ApplyToFile(HugetlbOperation operation)
    {
        if (_files.Count == 0)
        {
            return;
        }

        switch (operation)
        {
            case HugetlbOperation.Close c:
                CloseFile(_files[c.File % _files.Count]);
                break;
            case HugetlbOperation.Allocate a:
                FallocateMode mode = a.KeepSize ? FallocateMode.KeepSize : FallocateMode.None;
                _files[a.File % _files.Count].Fallocate(mode, At(a.First), a.Count * _pool.PageBytes);
                break;
            case HugetlbOperation.Punch p:
                _files[p.File % _files.Count]
                    .Fallocate(FallocateMode.PunchHole | FallocateMode.KeepSize, At(p.First), p.Count * _pool.PageBytes);
                break;
            case HugetlbOperation.Truncate t:
                _files[t.File % _files.Count].Truncate(t.Pages * _pool.PageBytes);
                break;
            case HugetlbOperation.Map m:
                Remember(_files[m.File % _files.Count].Map(new HugetlbMapOptions
                {
                    Offset = At(m.First).Value,
                    Length = m.Count * _pool.PageBytes,
                    Shared = m.Shared,
                    NoReserve = m.NoReserve,
                }));
                break;
        }
    }

    private void ApplyToMapping(HugetlbOperation operation)
    {
        if (_mappings.Count == 0)
        {
            return;
        }

        switch (operation)
        {
            case HugetlbOperation.Unmap u:
                Forget(_mappings[u.Mapping % _mappings.Count]).Unmap();
                break;
            case HugetlbOperation.UnmapPart u:
                UnmapPart(_mappings[u.Mapping % _mappings.Count], u.First * _pool.PageBytes, u.Count * _pool.PageBytes);
                break;
            case HugetlbOperation.Touch t when Inside(t.Mapping, t.Page) is { } mapping:
                mapping.Touch(t.Page * _pool.PageBytes, t.Write);
                break;
            case HugetlbOperation.DontNeed d:
                _mappings[d.Mapping % _mappings.Count].DontNeed(d.First * _pool.PageBytes, d.Count * _pool.PageBytes);
                break;
            case HugetlbOperation.Fork f:
                Remember(_mappings[f.Mapping % _mappings.Count].Fork(_machine.CreateTask("child", 0)));
                break;
            case HugetlbOperation.Pin p when Inside(p.Mapping, p.Page)?.Pin(p.Page * _pool.PageBytes, 3).Pin is { } pin:
                _pins.Add(pin);
                break;
            case HugetlbOperation.Migrate m when Inside(m.Mapping, m.Page) is { } mapping:
                Folio folio = mapping.Peek(mapping.IndexAt(m.Page * _pool.PageBytes));
                if (!folio.IsNone && _pool.Isolate(folio))
                {
                    _pool.Migrate(folio);
                }

                break;
        }
    }

    private void UnmapPart(HugetlbMappedArea mapping, long offset, long length)
    {
        HugetlbMapResult result = mapping.Unmap(offset, length);
        if (mapping.IsUnmapped)
        {
            _mappings.Remove(mapping);
        }

        Remember(result);
    }

    private void GiveEverythingBack()
    {
        _machine.Current.SignalPending = false;
        _failsDescriptors = false;
        foreach (HugetlbPin pin in _pins)
        {
            pin.Release();
        }

        foreach (HugetlbMappedArea mapping in _mappings)
        {
            mapping.Unmap();
        }

        while (_files.Count > 0)
        {
            CloseFile(_files[^1]);
        }

        AssertSound("the end");
        Assert.That(_mount.Unmount(), Is.EqualTo(Errno.None));
        Assert.That(_pool.Free, Is.EqualTo(_pool.Total), "a huge page stayed in use");
        Assert.That(_machine.Ledger!.Outstanding(), Is.Empty, "a reference was left behind");
        _pool.Overcommit = 0;
        _pool.Resize(0);
        _machine.Allocator.DrainAllPages();
        long lost = _pool.Total * _pool.Order.Pages;
        Assert.That(_machine.Allocator.FreePageCount.Value + lost, Is.EqualTo(_freeAtStart), "memory was lost");
    }

    private void AssertSound(string when) =>
        Assert.That(_machine.Validate(), Is.Empty, $"after {when}, {_pool.Counters}, {_mount}");

    private void CloseFile(HugetlbFile file)
    {
        _files.Remove(file);
        if (file.Links > 0)
        {
            file.Unlink();
        }

        file.Close();
    }

    private void Remember(HugetlbMapResult result)
    {
        if (result.Area is { } mapping)
        {
            _mappings.Add(mapping);
        }
    }

    private HugetlbMappedArea Forget(HugetlbMappedArea mapping)
    {
        _mappings.Remove(mapping);
        return mapping;
    }

    private HugetlbMappedArea? Inside(int number, int page)
    {
        HugetlbMappedArea mapping = _mappings[number % _mappings.Count];
        return page * _pool.PageBytes < mapping.Length ? mapping : null;
    }

    private ByteOffset At(int page) => new(page * _pool.PageBytes);
}
