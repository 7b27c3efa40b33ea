namespace FolioModel.Ledger;

/// <summary>The declared properties of a kind of holder.</summary>
internal sealed record HolderKindRow(string Name, HolderClass Class, string Purpose, HolderTraits Traits, string? Document)
{
    /// <summary>A hash of the name: the same in every process, and independent of the order of registration.</summary>
    public ulong StateWord { get; } = HashOf(Name);

    private static ulong HashOf(string name)
    {
        StateHash hash = default;
        hash.Add(name);
        return hash.Value;
    }
}

/// <summary>The registered kinds of holders by number. It only grows, and a row never changes.</summary>
internal static class HolderKindTable
{
    private static readonly Lock s_registering = new();
    private static readonly HolderKindRow[] s_rows = CreateRows();
    private static int s_count = HolderKind.CoreRows().Length;

    public static IReadOnlyList<HolderKind> Known => [.. Enumerable.Range(0, s_count).Select(static id => new HolderKind((byte)id))];

    public static HolderKindRow Row(byte id) => s_rows[id];

    public static HolderKind Register(HolderKindRow row)
    {
        lock (s_registering)
        {
            int known = Array.FindIndex(s_rows, 0, s_count, r => r.Name == row.Name);
            if (known >= 0)
            {
                return s_rows[known] == row ? new HolderKind((byte)known)
                    : throw new ArgumentException($"the holder kind '{row.Name}' is registered as {s_rows[known]}, which is not {row}",
                        nameof(row));
            }

            if (s_count == byte.MaxValue)
            {
                throw new InvalidOperationException($"no room for the holder kind '{row.Name}': there are {s_count} kinds");
            }

            s_rows[s_count] = row;
            return new HolderKind((byte)s_count++);
        }
    }

    /// <summary>
    /// The core's rows, room for the owners', and last the row of <see cref="HolderKind.Own"/>: whichever of a task's references.
    /// </summary>
    private static HolderKindRow[] CreateRows()
    {
        HolderKindRow[] rows = new HolderKindRow[byte.MaxValue + 1];
        HolderKind.CoreRows().CopyTo(rows, 0);
        rows[byte.MaxValue] = new HolderKindRow("caller", HolderClass.Temporary, "the current task", HolderTraits.HeldByTask, null);
        return rows;
    }
}
