using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

internal sealed partial class HugetlbSubject
{
    private const int MostAreas = 6;

    private static readonly string[] s_faults = [.. Enum.GetValues<HugetlbFault>().Select(static f => $"touch: {f}")];

    private enum Sharing
    {
        Shared,
        Private,
        SharedReadOnly,
        SharedWithoutReserve,
        PrivateWithoutReserve,
    }

    private static Parameter<bool> Writing => OneOf("write", false, true);

    private void DefineAreas()
    {
        Define("map", 6, Held(_files), Place, Count, OneOf("", Enum.GetValues<Sharing>()), Map);
        Define("unmap", 2, Held(_areas), Unmap, givesBack: true);
        Define("unmap a part", 1, Held(_areas), Place, Count, UnmapPart);
        Define("touch", 18, Held(_areas), Place, Writing, Touch);
        Define("discard", 2, Held(_areas), Place, Count, Discard);
        Define("remove", 1, Held(_areas), Place, Remove);
        Define("fork", 5, Held(_areas), Fork);
        Define("pin", 2, Held(_areas), Place, Pin);
        Define("unpin", 2, Held(_pins), Unpin, givesBack: true);
        Define("migrate", 1, Held(_areas), Place, Migrate);
    }

    private StepResult Map(HugetlbFile file, long place, long pages, Sharing sharing)
    {
        if (_areas.Count >= MostAreas)
        {
            return StepResult.Skipped;
        }

        HugetlbMapOptions options = new()
        {
            Offset = Bytes(place),
            Length = Bytes(pages),
            Shared = sharing is Sharing.Shared or Sharing.SharedReadOnly or Sharing.SharedWithoutReserve,
            Writable = sharing != Sharing.SharedReadOnly,
            NoReserve = sharing is Sharing.SharedWithoutReserve or Sharing.PrivateWithoutReserve,
        };
        HugetlbMapResult result = file.Map(options);
        _refinement?.Map(file, place, pages, options, result);
        if (result.Area is { } area)
        {
            _areas.Add(area);
        }
        else
        {
            Hit("mapping without pages enough");
        }

        return result.Error;
    }

    private StepResult Unmap(HugetlbMappedArea area)
    {
        _areas.Remove(area);
        area.Unmap();
        _refinement?.Unmap(area);
        return StepResult.Ok;
    }

    private StepResult UnmapPart(HugetlbMappedArea area, long place, long pages)
    {
        long start = place % PagesOf(area);
        long end = Math.Min(start + pages, PagesOf(area));
        long behind = area.Start.Value + end;
        bool hasRest = behind < area.End.Value;
        HugetlbMapResult result = area.Unmap(Bytes(start), Bytes(end - start));
        if (result.Area is { } rest)
        {
            _areas.Add(rest);
        }

        if (area.IsUnmapped)
        {
            _areas.Remove(area);
        }

        _refinement?.UnmapPart(area, start, hasRest ? behind : null, result.Area);
        return result.Error;
    }

    private StepResult Touch(HugetlbMappedArea area, long place, bool write)
    {
        long at = place % PagesOf(area);
        HugetlbFault fault = area.Touch(Bytes(at), write);
        Hit(s_faults[(int)fault]);
        _refinement?.Touch(area, at, write, fault);
        return fault == HugetlbFault.None ? StepResult.Ok : Errno.EFAULT;
    }

    private StepResult Discard(HugetlbMappedArea area, long place, long pages)
    {
        long at = place % PagesOf(area);
        long count = Math.Min(pages, PagesOf(area) - at);
        Errno error = area.DontNeed(Bytes(at), Bytes(count));
        _refinement?.Discard(area, at, count, error);
        return error;
    }

    private StepResult Remove(HugetlbMappedArea area, long place)
    {
        long at = place % PagesOf(area);
        Errno error = area.Remove(Bytes(at), Bytes(1));
        _refinement?.Remove(area, at, error);
        return error;
    }

    private StepResult Fork(HugetlbMappedArea area)
    {
        if (_areas.Count >= MostAreas)
        {
            return StepResult.Skipped;
        }

        HugetlbMapResult result = area.Fork(Machine.CreateTask("child", 0));
        _refinement?.Fork(area, result);
        if (result.Area is { } copy)
        {
            Hit("forked");
            _areas.Add(copy);
        }

        return result.Error;
    }

    private StepResult Pin(HugetlbMappedArea area, long place)
    {
        long at = place % PagesOf(area);
        HugetlbPinResult result = area.Pin(Bytes(at), 1);
        _refinement?.Pin(area, at, result);
        if (result.Pin is { } pin)
        {
            _pins.Add(pin);
        }

        return result.Error;
    }

    private StepResult Unpin(HugetlbPin pin)
    {
        _pins.Remove(pin);
        pin.Release();
        _refinement?.Unpin(pin);
        return StepResult.Ok;
    }

    private StepResult Migrate(HugetlbMappedArea area, long place)
    {
        Folio folio = area.Peek(area.IndexAt(Bytes(place % PagesOf(area))));
        if (_refinement is not null || folio.IsNone || !_pool.Isolate(folio))
        {
            return StepResult.Skipped;
        }

        return _pool.Migrate(folio);
    }

    private static long PagesOf(HugetlbMappedArea area) => area.End.Value - area.Start.Value;
}
