namespace FolioModel.Cli.Content.Core;

/// <summary>The part of the lock matrix about private memory: two processes that share an anonymous page after a fork.</summary>
internal static class PrivateMatrix
{
    private const string Mapped = "private";
    private const string Swapped = "private in swap";
    private const string Done = "done";

    public static IReadOnlyList<MatrixFile> Files { get; } =
    [
        new MatrixFile(Mapped, "an anonymous page that a process and its child map", static w => PrivateSite.Open(w, isSwapped: false)),
        new MatrixFile(Swapped, "an anonymous page of a process and its child that is in swap",
            static w => PrivateSite.Open(w, isSwapped: true)),
    ];

    public static IReadOnlyList<MatrixRow> Rows { get; } =
    [
        Row("anon read", static async w => $"{await w.Parent.TouchAsync(w.Page, write: false)}"),
        Row("anon write", static async w => $"{await w.Child.TouchAsync(w.Page, write: true)}") with
        {
            // A process that ends in the middle of its fault gets no page.
            GivesUp = [$"{TouchResult.BusError}"],
        },
        Row("anon discard", static async w => $"{await w.Parent.DiscardAsync(w.Page, 1)}"),
        Row("anon exit", static async w =>
        {
            await w.Child.ExitAsync();
            return Done;
        }),
    ];

    /// <summary>The reason of all pairs that never wait for each other.</summary>
    public static BenignPair Reason { get; } = new('g',
        "each changes entries of page tables in one step, as under a page table's lock, and looks at its entry again after every wait; the "
            + "references of the entries keep the page until the last is gone",
        static (x, y) => x.StartsWith("anon ", StringComparison.Ordinal) && y.StartsWith("anon ", StringComparison.Ordinal));

    private static MatrixRow Row(string name, Func<PrivateSite, KernelWork<string>> run) => MatrixRow.For(name, [Mapped, Swapped], run);

    /// <summary>The two processes, and a file that has nothing.</summary>
    private sealed class PrivateSite(World world, ProcessMemory parent, ProcessMemory child, VirtualPage page)
        : MatrixSite(world, world.Machine.CreateAddressSpace())
    {
        public ProcessMemory Parent { get; } = parent;

        public ProcessMemory Child { get; } = child;

        public VirtualPage Page { get; } = page;

        public static PrivateSite Open(World world, bool isSwapped)
        {
            world.Machine.Swap.SwapOn(4);
            ProcessMemory parent = world.Machine.CreateProcess("parent");
            VirtualPage page = parent.MapAnonymous(1).First;
            parent.Touch(page, write: true);
            world.Machine.Batches.DrainAll();
            if (isSwapped)
            {
                parent.PageOut(page, 1);
                world.Machine.Batches.DrainAll();
            }

            return new PrivateSite(world, parent, parent.Fork("child"), page);
        }

        protected override string DescribeOwner() => $"parent {Parent.EntryAt(Page)}, child {Child.EntryAt(Page)}, ";
    }
}
