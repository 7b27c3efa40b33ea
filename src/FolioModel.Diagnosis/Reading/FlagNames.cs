namespace FolioModel.Diagnosis.Reading;

/// <summary>The names of page flags in <c>dump_page</c>, <c>page-types</c> and on the command line.</summary>
internal static class FlagNames
{
    /// <summary>The name of the bit that marks pages of the swap cache, in <c>dump_page</c>; for swap-backed memory only.</summary>
    private const string OwnerPrivate = "owner_priv_1";

    private static readonly Dictionary<string, FolioFlags> s_flags = new(StringComparer.OrdinalIgnoreCase)
    {
        ["locked"] = FolioFlags.Locked,
        ["referenced"] = FolioFlags.Referenced,
        ["uptodate"] = FolioFlags.Uptodate,
        ["dirty"] = FolioFlags.Dirty,
        ["lru"] = FolioFlags.Lru,
        ["active"] = FolioFlags.Active,
        ["workingset"] = FolioFlags.Workingset,
        ["private"] = FolioFlags.Private,
        ["private_2"] = FolioFlags.Private2,
        ["private2"] = FolioFlags.Private2,
        ["writeback"] = FolioFlags.Writeback,
        ["head"] = FolioFlags.Large,
        ["large"] = FolioFlags.Large,
        ["compound_head"] = FolioFlags.Large,
        ["thp"] = FolioFlags.Large,
        ["reclaim"] = FolioFlags.Reclaim,
        ["readahead"] = FolioFlags.Reclaim,
        ["swapbacked"] = FolioFlags.SwapBacked,
        ["unevictable"] = FolioFlags.Unevictable,
        ["mappedtodisk"] = FolioFlags.MappedToDisk,
        ["waiters"] = FolioFlags.Waiters,
        ["dropbehind"] = FolioFlags.DropBehind,
        ["young"] = FolioFlags.Young,
        ["idle"] = FolioFlags.Idle,
        ["idle_page"] = FolioFlags.Idle,
        ["mlocked"] = FolioFlags.Mlocked,
        ["hwpoison"] = FolioFlags.HwPoison,
        ["has_hwpoisoned"] = FolioFlags.HasHwPoisoned,
        ["hashwpoisoned"] = FolioFlags.HasHwPoisoned,
        ["swapcache"] = FolioFlags.SwapCache,
        ["anon"] = FolioFlags.Anon,
        ["anonymous"] = FolioFlags.Anon,
        ["anon_exclusive"] = FolioFlags.AnonExclusive,
        ["anonexclusive"] = FolioFlags.AnonExclusive,
        ["hugetlb"] = FolioFlags.Hugetlb,
        ["huge"] = FolioFlags.Hugetlb,
    };

    /// <summary>Names that kernels print and that the model does not have.</summary>
    private static readonly HashSet<string> s_others = new(StringComparer.OrdinalIgnoreCase)
    {
        OwnerPrivate, "owner_2", "owner_private", "arch", "arch_1", "arch_2", "arch_3", "reserved", "slab", "error", "uncached",
            "reported",
        "skip_kasan_poison", "vmemmap_self_hosted", "checked", "pinned", "savepinned", "foreign", "xen_remapped", "slob_free",
            "slub_frozen",
        "double_map", "isolated", "buddy", "mmap", "compound_tail", "tail", "nopage", "ksm", "offline", "zero_page", "pgtable", "softdirty",
        "file", "poisoned",
    };

    /// <summary>Every name that is understood, for messages.</summary>
    public static IEnumerable<string> All => s_flags.Keys.Concat(s_others).Order(StringComparer.Ordinal);

    /// <summary>Whether a name is one of the kernel's or of the model's.</summary>
    /// <param name="name">The name.</param>
    public static bool IsKnown(string name) => s_flags.ContainsKey(name) || s_others.Contains(name);

    /// <summary>Turns names into the model's flags; the rest stays as names.</summary>
    /// <param name="names">The names.</param>
    /// <param name="isAnon">Whether the page is anonymous: two bits have another meaning then.</param>
    public static (FolioFlags Flags, IReadOnlyList<string> Others) Parse(IEnumerable<string> names, bool isAnon)
    {
        FolioFlags flags = FolioFlags.None;
        List<string> others = [];
        foreach (string name in names)
        {
            if (s_flags.TryGetValue(name, out FolioFlags flag))
            {
                flags |= flag;
            }
            else
            {
                others.Add(name);
            }
        }

        if (isAnon)
        {
            flags |= FolioFlags.Anon;
            flags |= others.Remove("owner_2") || (flags & FolioFlags.MappedToDisk) != 0 ? FolioFlags.AnonExclusive : 0;
            flags &= ~FolioFlags.MappedToDisk;
        }
        else
        {
            flags |= others.Remove("owner_2") ? FolioFlags.MappedToDisk : 0;
        }

        bool ownerBit = others.Exists(static o => o is OwnerPrivate or "owner_private");
        if (ownerBit && (flags & FolioFlags.SwapBacked) != 0)
        {
            others.RemoveAll(static o => o is OwnerPrivate or "owner_private");
            flags |= FolioFlags.SwapCache;
        }

        return (flags, others);
    }
}
