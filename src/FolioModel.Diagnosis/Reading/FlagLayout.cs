namespace FolioModel.Diagnosis.Reading;

/// <summary>Which bit of a page's flag word is which flag: it changed with 6.7, 6.10 and 6.12.</summary>
internal static class FlagLayout
{
    private static readonly string[] s_until66 =
    [
        "locked", "referenced", "uptodate", "dirty", "lru", "active", "workingset", "waiters", "error", "slab", "owner_priv_1", "arch_1",
        "reserved", "private", "private_2", "writeback", "head", "mappedtodisk", "reclaim", "swapbacked", "unevictable", "mlocked",
    ];

    private static readonly string[] s_until69 =
    [
        "locked", "writeback", "referenced", "uptodate", "dirty", "lru", "head", "waiters", "active", "workingset", "error", "slab",
        "owner_priv_1", "arch_1", "reserved", "private", "private_2", "mappedtodisk", "reclaim", "swapbacked", "unevictable", "mlocked",
    ];

    private static readonly string[] s_until611 = [.. s_until69.Where(static n => n != "slab")];

    private static readonly string[] s_since612 =
    [
        "locked", "writeback", "referenced", "uptodate", "dirty", "lru", "head", "waiters", "active", "workingset",
        "owner_priv_1", "owner_2", "arch_1", "reserved", "private", "private_2", "reclaim", "swapbacked", "unevictable",
    ];

    /// <summary>The bits of <c>/proc/kpageflags</c>, which stay the same forever.</summary>
    private static readonly Dictionary<int, string> s_kpageflags = new()
    {
        [0] = "locked",
        [1] = "error",
        [2] = "referenced",
        [3] = "uptodate",
        [4] = "dirty",
        [5] = "lru",
        [6] = "active",
        [7] = "slab",
        [8] = "writeback",
        [9] = "reclaim",
        [10] = "buddy",
        [11] = "mmap",
        [12] = "anonymous",
        [13] = "swapcache",
        [14] = "swapbacked",
        [15] = "compound_head",
        [16] = "compound_tail",
        [17] = "huge",
        [18] = "unevictable",
        [19] = "hwpoison",
        [20] = "nopage",
        [21] = "ksm",
        [22] = "thp",
        [23] = "offline",
        [24] = "zero_page",
        [25] = "idle",
        [26] = "pgtable",
        [32] = "reserved",
        [33] = "mlocked",
        [34] = "owner_2",
        [35] = "private",
        [36] = "private_2",
        [37] = "owner_private",
        [38] = "arch",
        [39] = "uncached",
        [40] = "softdirty",
        [41] = "arch_2",
        [42] = "arch_3",
    };

    /// <summary>The names of the flags in a flag word of <c>struct page</c>.</summary>
    /// <param name="word">The word; bits above the flags (zone, node) are left out.</param>
    /// <param name="kernel">The kernel's release.</param>
    public static IEnumerable<string> NamesOf(ulong word, KernelRelease kernel)
    {
        string[] layout = kernel.IsAtLeast(6, 12) ? s_since612
            : kernel.IsAtLeast(6, 10) ? s_until611
            : kernel.IsAtLeast(6, 7) ? s_until69
            : s_until66;
        List<string> names = [.. layout.Where((_, bit) => (word >> bit & 1) != 0)];
        if (kernel.IsAtLeast(6, 12))
        {
            int mlocked = kernel.IsAtLeast(6, 14) ? 20 : 19;
            AddIf(names, word, mlocked, "mlocked");
            AddIf(names, kernel.IsAtLeast(6, 14) ? word : 0, 19, "dropbehind");
        }

        return names;
    }

    /// <summary>The names of the flags in a value of <c>/proc/kpageflags</c>.</summary>
    /// <param name="value">The value.</param>
    public static IEnumerable<string> NamesOfKpageflags(ulong value) =>
        s_kpageflags.Where(bit => (value >> bit.Key & 1) != 0).OrderBy(static bit => bit.Key).Select(static bit => bit.Value);

    private static void AddIf(List<string> names, ulong word, int bit, string name)
    {
        if ((word >> bit & 1) != 0)
        {
            names.Add(name);
        }
    }
}
