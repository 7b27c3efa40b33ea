using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Props.Hugetlb;

/// <summary>Makes programs on so few huge pages that running out is as common as succeeding.</summary>
internal static class HugetlbProgramGenerator
{
    private static Gen<int> Which => Gen.Choose(0, 3);

    private static Gen<int> Place => Gen.Choose(0, 5);

    private static Gen<int> Length => Gen.Choose(1, 4);

    private static Gen<bool> Coin => Gen.Elements(true, false);

    public static Arbitrary<HugetlbProgram> Programs() => Arb.From(Program, Shrink);

    private static Gen<HugetlbProgram> Program =>
        from pages in Gen.Choose(0, 6)
        from maximum in Gen.Frequency((2, Gen.Constant<int?>(null)), (1, Gen.Choose(1, 5).Select(static m => (int?)m)))
        from minimum in Gen.Frequency((1, Gen.Constant<int?>(null)), (1, Gen.Choose(1, maximum ?? 4).Select(static m => (int?)m)))
        from since in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from operations in Operation.ListOf()
        select new HugetlbProgram(pages, maximum, minimum, since, [.. operations]);

    private static Gen<HugetlbOperation> Operation => Gen.Frequency(
        (4, Coin.Select(static c => (HugetlbOperation)new HugetlbOperation.Open(c))),
        (2, Which.Select(static f => (HugetlbOperation)new HugetlbOperation.Close(f))),
        (6, from f in Which
            from p in Place
            from n in Length
            from k in Coin
            select (HugetlbOperation)new HugetlbOperation.Allocate(f, p, n, k)),
        (5, from f in Which from p in Place from n in Length select (HugetlbOperation)new HugetlbOperation.Punch(f, p, n)),
        (2, from f in Which from p in Place select (HugetlbOperation)new HugetlbOperation.Truncate(f, p)),
        (6, from f in Which
            from p in Place
            from n in Length
            from s in Coin
            from r in Gen.Elements(false, false, true)
            select (HugetlbOperation)new HugetlbOperation.Map(f, p, n, s, r)),
        (2, Which.Select(static m => (HugetlbOperation)new HugetlbOperation.Unmap(m))),
        (1, from m in Which from p in Place from n in Length select (HugetlbOperation)new HugetlbOperation.UnmapPart(m, p, n)),
        (12, from m in Which from p in Place from w in Coin select (HugetlbOperation)new HugetlbOperation.Touch(m, p, w)),
        (2, from m in Which from p in Place from n in Length select (HugetlbOperation)new HugetlbOperation.DontNeed(m, p, n)),
        (3, Which.Select(static m => (HugetlbOperation)new HugetlbOperation.Fork(m))),
        (2, from m in Which from p in Place select (HugetlbOperation)new HugetlbOperation.Pin(m, p)),
        (2, Which.Select(static p => (HugetlbOperation)new HugetlbOperation.Unpin(p))),
        (2, from m in Which from p in Place select (HugetlbOperation)new HugetlbOperation.Migrate(m, p)),
        (2, Gen.Choose(0, 7).Select(static n => (HugetlbOperation)new HugetlbOperation.Resize(n))),
        (1, Gen.Choose(0, 2).Select(static n => (HugetlbOperation)new HugetlbOperation.Overcommit(n))),
        (1, Gen.Elements(true, false, false, false).Select(static f => (HugetlbOperation)new HugetlbOperation.FailDescriptors(f))),
        (1, Gen.Elements(true, false, false).Select(static p => (HugetlbOperation)new HugetlbOperation.Signal(p))));

    private static IEnumerable<HugetlbProgram> Shrink(HugetlbProgram program)
    {
        for (int part = program.Operations.Length / 2; part > 0; part /= 2)
        {
            for (int at = 0; at + part <= program.Operations.Length; at += part)
            {
                yield return program with { Operations = [.. program.Operations[..at], .. program.Operations[(at + part)..]] };
            }
        }
    }
}
