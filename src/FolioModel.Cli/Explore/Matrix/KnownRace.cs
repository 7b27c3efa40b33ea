namespace FolioModel.Cli.Explore.Matrix;

/// <summary>Two operations that go wrong together in the kernel that is modelled, and therefore in the model.</summary>
/// <param name="Letter">What stands for it in the matrix.</param>
/// <param name="Program">The pair.</param>
/// <param name="Story">What happens.</param>
internal sealed record KnownRace(char Letter, string Program, string Story)
{
    public static IReadOnlyList<KnownRace> All { get; } =
    [
        new('X', "huge-fault+huge-truncate", "the fault looks at the size before it allocates and not again, and truncation goes over its range once: a page"
            + " that is allocated before and stored after that stays behind the end of the file, its reservation is given back although it was used,"
            + " and resv_huge_pages is one too low. remove_inode_hugepages says in its comment that the fault looks at the size again, which"
            + " hugetlb_no_page no longer does"),
    ];
}
