namespace FolioModel.Show;

/// <summary>The operations of scenario files, each in its awaitable form: run straight it does what the plain form does.</summary>
internal static class ScriptOperations
{
    private const int MostIndex = 1 << 20;

    private static readonly SortedDictionary<string, (
        string Form, Func<ScriptWorld, ScriptLine, KernelWork> Run)> s_operations = new(StringComparer.Ordinal)
        {
            ["grab"] = ("grab FILE INDEX [order=N] as FOLIO", static (w, l) => Grab(w, l, w.Slot(l, l.Name("the folio")))),
            ["find"] = ("find FILE INDEX as FOLIO", static (w, l) => Find(w, l, w.Slot(l, l.Name("the folio")))),
            ["alloc"] = ("alloc [order=N] as FOLIO", static (w, l) => Allocate(w, l, w.Slot(l, l.Name("the folio")))),
            ["read"] = ("read FILE FIRST COUNT", Read),
            ["lock"] = ("lock FOLIO", static (w, l) => w.Folio(l, 0).LockAsync()),
            ["unlock"] = ("unlock FOLIO", static (w, l) => Plain(w, l, static f => f.Unlock())),
            ["get"] = ("get FOLIO", static (w, l) => Plain(w, l, static f => f.Get())),
            ["put"] = ("put FOLIO", static (w, l) => Plain(w, l, static f => f.Put())),
            ["dirty"] = ("dirty FOLIO", static (w, l) => Plain(w, l, static f => f.MarkDirty())),
            ["access"] = ("access FOLIO", static (w, l) => Plain(w, l, static f => f.MarkAccessed())),
            ["activate"] = ("activate FOLIO", static (w, l) => Plain(w, l, static f => f.Activate())),
            ["isolate"] = ("isolate FOLIO", static (w, l) => Plain(w, l, static f => f.Isolate())),
            ["putback"] = ("putback FOLIO", static (w, l) => Plain(w, l, static f => f.PutBack())),
            ["writeback"] = ("writeback FOLIO", static (w, l) => Plain(w, l, static f => f.StartWriteback())),
            ["endwriteback"] = ("endwriteback FOLIO", static (w, l) => Plain(w, l, static f => f.EndWriteback())),
            ["pin"] = ("pin FOLIO", static (w, l) => Plain(w, l, static f => f.Pin())),
            ["unpin"] = ("unpin FOLIO", static (w, l) => Plain(w, l, static f => f.Unpin())),
            ["reclaim"] = ("reclaim FOLIO", static (w, l) => Plain(w, l, static f => f.Reclaim())),
            ["split"] = ("split FOLIO [order=N]", Split),
            ["migrate"] = ("migrate FOLIO", static (w, l) => Plain(w, l, static f => f.Migrate())),
            ["drain"] = ("drain [all]", static (w, l) => l.Words.Count > 0 ? w.Machine.Batches.DrainAllAsync() : Drain(w)),
            ["truncate"] = ("truncate FILE FIRST [LAST]", Truncate),
            ["expect"] = ("expect FOLIO COUNT, or expect free ORDER BLOCKS", Expect),
            ["map"] = ("map PROCESS FILE INDEX PAGES as AREA", Map),
            ["touch"] = ("touch AREA PAGE [write]", Touch),
            ["unmap"] = ("unmap AREA", static (w, l) => w.Area(l, 0) is var a ? a.Process.UnmapAsync(a.First, a.Pages) : default),
        };

    /// <summary>The forms of all operations, for help and documents.</summary>
    public static IEnumerable<string> Forms => s_operations.Values.Select(static o => o.Form);

    public static KernelWork Run(ScriptWorld world, ScriptLine line) => s_operations[line.Verb.Text].Run(world, line);

    /// <summary>Refuses an operation that there is not.</summary>
    public static void Check(ScriptLine line)
    {
        if (!s_operations.ContainsKey(line.Verb.Text))
        {
            throw line.Error(
                line.Verb, $"there is no operation '{line.Verb.Text}'; expected one of {string.Join(", ", s_operations.Keys)}");
        }
    }

    private static async KernelWork Grab(ScriptWorld world, ScriptLine line, int slot)
    {
        AddressSpace file = world.File(line, 0);
        PageIndex index = new((ulong)line.NumberAt(1, "an index", MostIndex));
        Order order = new(line.Option("order", 0, 9));
        world.Folios[slot] = (await file.Pages.GetFolioAsync(index, FindFolioFlags.Grab, file.GfpMask, order)).Folio;
    }

    private static async KernelWork Find(ScriptWorld world, ScriptLine line, int slot) =>
        world.Folios[slot] = (
            await world.File(line, 0).Pages.GetFolioAsync(new PageIndex((ulong)line.NumberAt(1, "an index", MostIndex)))).Folio;

    private static async KernelWork Allocate(ScriptWorld world, ScriptLine line, int slot) =>
        world.Folios[slot] = await world.Machine.Allocator.AllocateFolioAsync(
            new Order(line.Option("order", 0, 10)), GfpFlags.HighUserMovable);

    private static async KernelWork Read(ScriptWorld world, ScriptLine line)
    {
        AddressSpace file = world.File(line, 0);
        int first = line.NumberAt(1, "the first index", MostIndex);
        int count = line.NumberAt(2, "how many pages", 4096);
        for (int i = first; i < first + count; i++)
        {
            Folio folio = (await file.Pages.GrabFolioAsync(new PageIndex((ulong)i))).Folio;
            if (!folio.IsNone)
            {
                folio.Unlock();
                folio.Put();
            }
        }
    }

    private static async KernelWork Plain(ScriptWorld world, ScriptLine line, Action<Folio> act)
    {
        Folio folio = world.Folio(line, 0);
        await world.Machine.PointAsync(SchedulingPoint.Put);
        act(folio);
    }

    private static async KernelWork Split(ScriptWorld world, ScriptLine line) =>
        await world.Folio(line, 0).SplitAsync(new Order(line.Option("order", 0, 8)));

    private static async KernelWork Drain(ScriptWorld world) => await world.Machine.Batches.DrainAsync();

    private static async KernelWork Truncate(ScriptWorld world, ScriptLine line)
    {
        AddressSpace file = world.File(line, 0);
        long first = line.NumberAt(1, "the first index", MostIndex);
        long last = line.Words.Count > 2 ? line.NumberAt(2, "the last index", MostIndex) : MostIndex;
        await file.TruncateAsync(new ByteOffset(first << PageSize.Shift), new ByteOffset(((last + 1) << PageSize.Shift) - 1));
    }

    /// <summary>States a number of the model: a scenario in which it is another one stops.</summary>
    private static async KernelWork Expect(ScriptWorld world, ScriptLine line)
    {
        await world.Machine.PointAsync(SchedulingPoint.Reschedule);
        bool isFree = line.Word(0, "a folio or 'free'").Text == "free";
        int expected = line.NumberAt(isFree ? 2 : 1, "a number", int.MaxValue);
        int found = isFree
            ? world.Machine.Allocator.Zones.Sum(z => z.FreeBlocks(new Order(line.NumberAt(1, "an order", 10))))
            : world.Folio(line, 0).RefCount;
        if (found != expected)
        {
            throw line.Error(line.Verb, $"the model has {found}, not {expected}");
        }
    }

    private static async KernelWork Map(ScriptWorld world, ScriptLine line)
    {
        await world.Machine.PointAsync(SchedulingPoint.Lock);
        PageIndex index = new((ulong)line.NumberAt(2, "an index", MostIndex));
        world.SetArea(
            line,
            world.Process(line, 0).Map(
                world.File(line, 1), index, line.NumberAt(3, "how many pages", 4096), MapOptions.Shared | MapOptions.Writable));
    }

    private static async KernelWork Touch(ScriptWorld world, ScriptLine line)
    {
        MappedArea area = world.Area(line, 0);
        bool write = line.Words.Count > 2 && line.Words[2].Text == "write";
        await area.Process.TouchAsync(area.First + line.NumberAt(1, "a page of the area", 4096), write);
    }
}
