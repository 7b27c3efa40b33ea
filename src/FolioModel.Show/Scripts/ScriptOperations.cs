using FolioModel.Groups;

namespace FolioModel.Show;

/// <summary>The operations of scenario files, each in its awaitable form: run straight it does what the plain form does.</summary>
internal static class ScriptOperations
{
    private const int MostIndex = 1 << 20;

    private static readonly SortedDictionary<string, (
        string Form, Func<ScriptWorld, ScriptLine, KernelWork> Run)> s_operations = new(StringComparer.Ordinal)
        {
            ["grab"] = ("grab FILE INDEX [order=N] as FOLIO", static (w, l) => Grab(w, l, w.NewSlot(l))),
            ["find"] = ("find FILE INDEX as FOLIO", static (w, l) => Find(w, l, w.NewSlot(l))),
            ["alloc"] = ("alloc [order=N] as FOLIO", static (w, l) => Allocate(w, l, w.NewSlot(l))),
            ["read"] = ("read FILE FIRST COUNT", Read),
            ["use"] = ("use FILE FIRST COUNT", Use),
            ["lock"] = ("lock FOLIO", static (w, l) => w.Folio(l, 0).LockAsync()),
            ["unlock"] = ("unlock FOLIO", static (w, l) => Plain(w, l, static f => f.Unlock())),
            ["get"] = ("get FOLIO", static (w, l) => Plain(w, l, static f => f.Get())),
            ["put"] = ("put FOLIO", static (w, l) => Plain(w, l, static f => f.Put())),
            ["dirty"] = ("dirty FOLIO", static (w, l) => Plain(w, l, static f => f.MarkDirty())),
            ["access"] = ("access FOLIO", static (w, l) => Plain(w, l, static f => f.MarkAccessed())),
            ["activate"] = ("activate FOLIO", static (w, l) => Plain(w, l, static f => f.Activate())),
            ["isolate"] = ("isolate FOLIO", static (w, l) => Said(w, l, static f => f.Isolate() ? "isolated" : "it is on no list")),
            ["putback"] = ("putback FOLIO", static (w, l) => Plain(w, l, static f => f.PutBack())),
            ["writeback"] = ("writeback FOLIO", static (w, l) => Plain(w, l, Writeback)),
            ["endwriteback"] = ("endwriteback FOLIO", static (w, l) => Plain(w, l, static f => f.EndWriteback())),
            ["pin"] = ("pin FOLIO", static (w, l) => Plain(w, l, static f => f.Pin())),
            ["unpin"] = ("unpin FOLIO", static (w, l) => Plain(w, l, static f => f.Unpin())),
            ["reclaim"] = ("reclaim FOLIO", static (w, l) => Said(w, l, static f => $"{f.Reclaim()} pages reclaimed")),
            ["split"] = ("split FOLIO [order=N]", Split),
            ["migrate"] = ("migrate FOLIO", Migrate),
            ["drain"] = ("drain [all]", static (w, l) => l.Words.Count > 0 ? w.Machine.Batches.DrainAllAsync() : Drain(w)),
            ["truncate"] = ("truncate FILE FIRST [LAST]", Truncate),
            ["shrink"] = ("shrink PAGES", Shrink),
            ["expect"] = (ScriptExpectations.Form.ReplaceLineEndings(" "), ScriptExpectations.Check),
            ["map"] = ("map PROCESS FILE INDEX PAGES as AREA", Map),
            ["touch"] = ("touch AREA PAGE [write]", Touch),
            ["unmap"] = ("unmap AREA", static (w, l) => w.Area(l, 0) is var a ? a.Process.UnmapAsync(a.First, a.Pages) : default),
        };

    /// <summary>The forms of all operations, for help and documents.</summary>
    public static IEnumerable<string> Forms => s_operations.Values.Select(static o => o.Form);

    public static KernelWork Run(ScriptWorld world, ScriptLine line) =>
        line.Owner is { } owner ? owner.Run!(new ScriptCall(world, line)) : s_operations[line.Verb.Text].Run(world, line);

    /// <summary>Finds the verb of a line among the owners', and refuses one that there is not.</summary>
    /// <param name="line">The line.</param>
    /// <param name="verbs">The owners' verbs.</param>
    public static ScriptLine Resolve(ScriptLine line, IReadOnlyList<ScriptVerb> verbs)
    {
        string verb = line.Verb.Text;
        return line.IsProse || line.IsDeclaration || s_operations.ContainsKey(verb) ? line
            : verbs.FirstOrDefault(v => v.Name == verb) is { } owner ? line with { Owner = owner }
            : throw line.Error(
                line.Verb,
                $"there is no operation '{verb}'; expected one of "
                    + $"{string.Join(", ", s_operations.Keys.Concat(verbs.Select(static v => v.Name)))}");
    }

    private static async KernelWork Grab(ScriptWorld world, ScriptLine line, int slot)
    {
        AddressSpace file = world.File(line, 0);
        PageIndex index = new((ulong)line.NumberAt(1, "an index", MostIndex));
        Order order = new(line.Option("order", 0, 9));
        FolioResult result = await file.Pages.GetFolioAsync(index, FindFolioFlags.Grab, file.GfpMask, order);
        Name(world, slot, result);
    }

    private static async KernelWork Find(ScriptWorld world, ScriptLine line, int slot) =>
        Name(world, slot, await world.File(line, 0).Pages.GetFolioAsync(new PageIndex((ulong)line.NumberAt(1, "an index", MostIndex))));

    private static async KernelWork Allocate(ScriptWorld world, ScriptLine line, int slot)
    {
        Folio folio = await world.Machine.Allocator.AllocateFolioAsync(
            new Order(line.Option("order", 0, 10)), GfpFlags.HighUserMovable);
        Name(world, slot, new FolioResult(folio, folio.IsNone ? Errno.ENOMEM : Errno.None));
    }

    private static void Name(ScriptWorld world, int slot, FolioResult result)
    {
        world.Folios[slot] = result.Folio;
        world.Tell(result.IsOk ? $"the folio at {result.Folio.Pfn}" : result.Error.ToString());
    }

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

    /// <summary>Uses pages as read(2) does: each is looked up or brought in, marked accessed, and given back.</summary>
    private static async KernelWork Use(ScriptWorld world, ScriptLine line)
    {
        AddressSpace file = world.File(line, 0);
        int first = line.NumberAt(1, "the first index", MostIndex);
        int count = line.NumberAt(2, "how many pages", 4096);
        for (int i = first; i < first + count; i++)
        {
            PageIndex index = new((ulong)i);
            bool found = file.Pages.Peek(index).IsFolio;
            Folio folio = (await file.Pages.GrabFolioAsync(index)).Folio;
            if (!folio.IsNone)
            {
                world.CountUse(found);
                folio.Unlock();
                folio.MarkAccessed();
                folio.Put();
            }
        }

        world.Tell($"{world.Hits} hits, {world.Misses} misses so far");
    }

    private static async KernelWork Plain(ScriptWorld world, ScriptLine line, Action<Folio> act)
    {
        Folio folio = world.Folio(line, 0);
        await world.Machine.PointAsync(SchedulingPoint.Put);
        act(folio);
    }

    /// <summary>The folio's dirty flag goes as its write-back begins.</summary>
    private static void Writeback(Folio folio)
    {
        folio.ClearDirtyForIo();
        folio.StartWriteback();
    }

    private static async KernelWork Said(ScriptWorld world, ScriptLine line, Func<Folio, string> act)
    {
        Folio folio = world.Folio(line, 0);
        await world.Machine.PointAsync(SchedulingPoint.Put);
        world.Tell(act(folio));
    }

    private static async KernelWork Split(ScriptWorld world, ScriptLine line) =>
        world.Tell(TextOf(await world.Folio(line, 0).SplitAsync(new Order(line.Option("order", 0, 8)))));

    /// <summary>Moves a folio. Its name means the new one afterwards, for the old one is gone.</summary>
    private static async KernelWork Migrate(ScriptWorld world, ScriptLine line)
    {
        int slot = world.Slot(line, line.Word(0, "a folio"));
        FolioResult result = await world.Folio(line, 0).MigrateAsync();
        if (result.IsOk)
        {
            world.Folios[slot] = result.Folio;
        }

        world.Tell(TextOf(result.Error));
    }

    private static string TextOf(Errno error) => error == Errno.None ? "success" : error.ToString();

    private static async KernelWork Drain(ScriptWorld world) => await world.Machine.Batches.DrainAsync();

    private static async KernelWork Truncate(ScriptWorld world, ScriptLine line)
    {
        AddressSpace file = world.File(line, 0);
        long first = line.NumberAt(1, "the first index", MostIndex);
        long last = line.Words.Count > 2 ? line.NumberAt(2, "the last index", MostIndex) : MostIndex;
        await file.TruncateAsync(new ByteOffset(first << PageSize.Shift), new ByteOffset(((last + 1) << PageSize.Shift) - 1));
    }

    /// <summary>Asks the group's reclaim for pages.</summary>
    private static async KernelWork Shrink(ScriptWorld world, ScriptLine line)
    {
        MemoryGroup group = world.Machine.Boot.Group
            ?? throw line.Error(line.Verb, "shrink takes from the machine's group: declare it with 'machine group=N'");
        PageCount freed = await group.ReclaimAsync(new PageCount(line.NumberAt(0, "how many pages", MostIndex)));
        world.Tell($"{freed} pages reclaimed");
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
