namespace FolioModel.Cli.Content.Core;

/// <summary>The part of the lock matrix about private memory: processes that share an anonymous page after a fork.</summary>
internal static class PrivateMatrix
{
    private const string Mapped = "private";
    private const string Swapped = "private in swap";
    private const string Writing = "private under writeback";
    private const string Done = "done";
    private const string Nothing = "nothing";

    public static IReadOnlyList<MatrixFile> Files { get; } =
    [
        new MatrixFile(Mapped, "an anonymous page that a process and its two children map",
            static w => PrivateSite.Open(w, static world => SwapPrograms.Private(world, isSwapped: false))),
        new MatrixFile(Swapped, "an anonymous page of a process and its two children that is in swap",
            static w => PrivateSite.Open(w, static world => SwapPrograms.Private(world, isSwapped: true))),
        new MatrixFile(Writing, "an anonymous page of a process and its two children that is being written to a swap disk",
            static w => PrivateSite.Open(w, static world =>
            {
                (ProcessMemory process, VirtualPage page, _) = SwapWritePrograms.Written(world, fails: false);
                return (process, page);
            })),
    ];

    public static IReadOnlyList<MatrixRow> Rows { get; } =
    [
        Row("anon read", static async w => $"{await w.Parent.TouchAsync(w.Page, write: false)}"),
        Row("anon write", static async w => $"{await w.Child.TouchAsync(w.Page, write: true)}"),
        Row("anon discard", static async w => $"{await w.Parent.DiscardAsync(w.Page, 1)}"),
        Row("anon exit", static async w =>
        {
            // A process whose task is in a fault does not end before the fault does, so the one that ends is not the one that writes.
            await w.Sibling.ExitAsync();
            return Done;
        }),
        Row("anon evict", Evict) with { On = [Mapped, Swapped], GivesUp = ["0", Nothing] },
        MatrixRow.For<PrivateSite>("anon write ends", [Writing],
            static async w => $"{await w.Machine.Swap.Areas.Single().EndWritesAsync(1)}"),
    ];

    /// <summary>The reason of all pairs that never wait for each other.</summary>
    public static BenignPair Reason { get; } = new('i',
        "each changes entries of page tables in one step, as under a page table's lock, and looks at its entry again after every wait; the "
            + "references of the entries keep the page until the last is gone",
        static (x, y) => x.StartsWith("anon ", StringComparison.Ordinal) && y.StartsWith("anon ", StringComparison.Ordinal));

    private static MatrixRow Row(string name, Func<PrivateSite, KernelWork<string>> run) =>
        MatrixRow.For(name, [Mapped, Swapped, Writing], run);

    private static async KernelWork<string> Evict(PrivateSite w)
    {
        Folio folio = w.Parent.FolioAt(w.Page);
        if (folio.IsNone)
        {
            return Nothing;
        }

        folio.Get();
        await w.Machine.PointAsync(SchedulingPoint.Lock);
        bool isolated = await folio.IsolateAsync();
        await w.Machine.PointAsync(SchedulingPoint.Put);
        folio.Put();
        await w.Machine.PointAsync(SchedulingPoint.Lock);
        return isolated ? $"{await folio.ReclaimAsync()}" : Nothing;
    }

    /// <summary>The three processes, and a file that has nothing.</summary>
    private sealed class PrivateSite(World world, ProcessMemory parent, VirtualPage page)
        : MatrixSite(world, world.Machine.CreateAddressSpace())
    {
        public ProcessMemory Parent { get; } = parent;

        public ProcessMemory Child { get; } = parent.Fork("child");

        public ProcessMemory Sibling { get; } = parent.Fork("sibling");

        public VirtualPage Page { get; } = page;

        public static PrivateSite Open(World world, Func<World, (ProcessMemory, VirtualPage)> prepare)
        {
            (ProcessMemory parent, VirtualPage page) = prepare(world);
            return new PrivateSite(world, parent, page);
        }

        protected override string DescribeOwner() => $"parent {Said(Parent)}, child {Said(Child)}, sibling {Said(Sibling)}, ";

        /// <summary>
        /// Whether a process has its page. An eviction that gave up halfway leaves entries of swap to a page that is still there, which no
        /// process can tell from a mapped one.
        /// </summary>
        private string Said(ProcessMemory process) => process.EntryAt(Page) == PageEntryKind.None ? "nothing" : "its page";
    }
}
