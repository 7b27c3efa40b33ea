using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Props.Shmem;

/// <summary>Random programs on shmem files: the invariants hold after each step, and nothing is left at the end.</summary>
[TestFixture]
internal sealed class ShmemProperties
{
    /// <summary>Enough for all of the file.</summary>
    private const int Plenty = 2048;

    /// <summary>Little enough for reservations to fail half way.</summary>
    private const int Little = 600;

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public Property Programs_on_small_pages_keep_the_invariants() => Programs(pages: 40, huge: false, Plenty);

    [FsCheck.NUnit.Property(MaxTest = 100)]
    public Property Programs_on_a_full_mount_keep_the_invariants() => Programs(pages: 40, huge: false, room: 20);

    [FsCheck.NUnit.Property(MaxTest = 40)]
    public Property Programs_on_huge_pages_keep_the_invariants() => Programs(pages: 1024, huge: true, Plenty);

    [FsCheck.NUnit.Property(MaxTest = 40)]
    public Property Programs_on_huge_pages_and_a_full_mount_keep_the_invariants() => Programs(pages: 1024, huge: true, Little);

    private static Property Programs(int pages, bool huge, int room)
    {
        Gen<ShmemStep> step =
            from kind in Gen.Elements(Enum.GetValues<ShmemStepKind>())
            from page in Gen.Choose(0, pages - 1)
            from length in Gen.OneOf(Gen.Choose(0, 5 * PageSize.Bytes), Gen.Choose(0, pages * PageSize.Bytes / 2))
            select new ShmemStep(kind, page, length);
        Arbitrary<ShmemStep[]> programs = Arb.From(step.ArrayOf(), Shrink);
        return Prop.ForAll(programs, steps => new ShmemProgram(huge, room).Run(steps));
    }

    private static IEnumerable<ShmemStep[]> Shrink(ShmemStep[] steps)
    {
        if (steps.Length > 4)
        {
            yield return steps[..(steps.Length / 2)];
            yield return steps[(steps.Length / 2)..];
        }

        for (int i = 0; i < steps.Length; i++)
        {
            yield return [.. steps[..i], .. steps[(i + 1)..]];
        }
    }
}
