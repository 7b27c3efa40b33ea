namespace FolioModel.Cli.Repl;

/// <summary>Shows a session's machine as text: folios with their holders, lists, free blocks.</summary>
/// <param name="output">Where to.</param>
/// <param name="verbs">The verbs that owners add.</param>
internal sealed class ReplView(TextWriter output, IReadOnlyList<ScriptVerb> verbs)
{
    private const string Commands = """
        show          the folios: count, holders, flags      steps        what the last line did, change by change
        tree FILE     the tree of a file's cache             lists        LRU lists and batches
        free          free blocks and CPUs' lists            history      the lines so far, by number
        undo [N]      take lines back                        save FILE    write them as a scenario file
        load FILE     begin anew with a file                 quit         end
        """;

    public void Help()
    {
        output.WriteLine("Declarations:");
        WriteAll(FolioScript.Declarations.Concat(verbs.Where(static v => v.IsDeclaration).Select(static v => v.Form)));
        output.WriteLine("Operations:");
        WriteAll(FolioScript.Operations.Concat(verbs.Where(static v => !v.IsDeclaration).Select(static v => v.Form)));
        output.WriteLine("Of the session:");
        output.WriteLine(Commands);
    }

    /// <summary>Shows the result of a line and the folios that it changed.</summary>
    public void After(FolioSession session, FolioSessionStep step, MachineSnapshot before)
    {
        if (step.Result.Length > 0)
        {
            output.WriteLine($"  {step.Result}");
        }

        MachineSnapshot now = session.Machine.Snapshot();
        Pfn[] changed =
        [
            .. now.Folios.Values.Where(f => !before.Folios.TryGetValue(f.Pfn, out FolioSnapshot? old) || !IsSame(old, f))
                .Select(static f => f.Pfn),
        ];
        Folios(session, changed);
        foreach (FolioSnapshot gone in before.Folios.Values.Where(f =>
            !now.Folios.TryGetValue(f.Pfn, out FolioSnapshot? then) || then.Life != f.Life))
        {
            output.WriteLine($"  {gone.Pfn} is free");
        }
    }

    /// <summary>The folios with a name, or those that a line changed.</summary>
    /// <param name="session">The session.</param>
    /// <param name="only">Which; none for all that have a name.</param>
    public void Folios(FolioSession session, Pfn[] only)
    {
        MachineSnapshot snapshot = session.Machine.Snapshot();
        ILookup<Pfn, string> names = session.Folios.ToLookup(static f => f.Value.Pfn, static f => f.Key);
        foreach (FolioSnapshot folio in snapshot.Folios.Values.Where(f => only.Length == 0 ? names.Contains(f.Pfn) : only.Contains(f.Pfn)))
        {
            string name = names.Contains(folio.Pfn) ? string.Join(", ", names[folio.Pfn]) : "-";
            string place = folio.FileId != 0 ? $"{snapshot.Files[folio.FileId].Name} {folio.Index.Value}" : "no file";
            string holders = string.Join(" + ", folio.Holders) is { Length: > 0 } sum ? sum : "nobody";
            output.WriteLine(
                $"  {name,-6} {folio.Pfn} order {folio.Order.Value} ({place}): count {folio.RefCount} = {holders}"
                + $"{(folio.Flags == FolioFlags.None ? "" : $"; {folio.Flags}")}{(folio.IsFrozen ? "; frozen" : "")}");
        }
    }

    public void Steps(FolioSessionStep? line)
    {
        if (line is null)
        {
            output.WriteLine("  No line has changed a folio yet.");
            return;
        }

        output.WriteLine($"  line {line.Line}: {line.Text.Trim()}");
        foreach (ExplanationStep step in line.Steps)
        {
            string change = step.Takes is { } takes ? $"+{takes}" : step.Drops is { } drops ? $"-{drops}" : step.Gives ?? "";
            output.WriteLine($"  {step.Pfn} {step.Function,-32} count {step.Count,4}  {change,-28} {step.Note}");
        }
    }

    public void Lists(MachineSnapshot snapshot)
    {
        foreach (BatchSnapshot batch in snapshot.Batches)
        {
            output.WriteLine($"  {batch.Kind} batch of CPU {batch.Cpu}: {Pages(snapshot, batch.Folios)}");
        }

        foreach (LruListSnapshot list in snapshot.Lists.Where(static l => l.Pages.Value > 0))
        {
            output.WriteLine($"  {list.List}, {list.Pages} pages, from the head: {Pages(snapshot, list.Folios)}");
        }

        foreach (GenerationSnapshot generation in snapshot.Generations.Where(static g => g.Pages.Value > 0))
        {
            output.WriteLine(
                $"  generation {generation.Sequence} of {(generation.IsAnon ? "anonymous" : "file")} memory: "
                    + $"{Pages(snapshot, generation.Folios)}");
        }
    }

    public void Free(MachineSnapshot snapshot)
    {
        foreach (ZoneSnapshot zone in snapshot.Zones)
        {
            string blocks = string.Join(
                ", ", zone.FreeBlocks.Select(static (count, order) => (count, order)).Where(static b => b.count > 0)
                    .Select(static b => $"{b.count} of order {b.order}"));
            output.WriteLine($"  zone {zone.Kind}: {zone.Free} free pages on the buddy lists ({blocks}), {zone.PerCpu} on lists of CPUs");
            output.WriteLine($"  watermarks: min {zone.Watermarks.Min}, low {zone.Watermarks.Low}, high {zone.Watermarks.High}");
        }
    }

    public void History(FolioSession session)
    {
        foreach (FolioSessionStep step in session.History)
        {
            output.WriteLine($"{step.Line,4}  {step.Text}");
        }
    }

    private static bool IsSame(FolioSnapshot one, FolioSnapshot other) => one.Life == other.Life && one.RefCount == other.RefCount
        && one.Flags == other.Flags && one.Holders.SequenceEqual(other.Holders) && one.MapCount == other.MapCount;

    private static string Pages(MachineSnapshot snapshot, IEnumerable<Pfn> folios) => string.Join(
        " ", folios.Select(f => snapshot.Folios.TryGetValue(f, out FolioSnapshot? folio) && folio.FileId != 0
            ? $"{snapshot.Files[folio.FileId].Name}:{folio.Index.Value}" : $"{f}"));

    private void WriteAll(IEnumerable<string> forms)
    {
        foreach (string form in forms)
        {
            output.WriteLine($"  {form}");
        }
    }
}
