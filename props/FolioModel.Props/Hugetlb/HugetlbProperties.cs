using FolioModel.Hugetlb;
using FolioModel.Tests;
using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Props.Hugetlb;

[TestFixture]
public sealed class HugetlbProperties
{
    [Test]
    public void InvariantsHoldAfterEveryStepAndNothingIsLeaked()
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(Thoroughness.Of(full: 4000, quick: 400)).WithEndSize(60);
        Prop.ForAll(HugetlbProgramGenerator.Programs(), HugetlbMachine.Run).Check(config);
    }

    /// <summary>
    /// The maximum is kept, and what is used and what is still reserved make the minimum at least. It may be more: pages given back
    /// together keep their reservation although only some of them were part of the minimum, in the kernel too.
    /// </summary>
    [Test]
    public void ASubpoolNeverLeavesItsLimits()
    {
        Gen<int[]> steps = Gen.Choose(-4, 4).ArrayOf();
        Prop.ForAll(Arb.From(steps), static changes =>
        {
            Machine machine = new(new MachineOptions { Pages = 1 << 13 });
            HugePagePool pool = new(machine);
            pool.Resize(8);
            HugetlbSubpool subpool = HugetlbMount.Mount(pool, HugetlbMountOptions.Parse("size=12M,min_size=6M")).Mount!.Subpool!;
            long held = 0;
            foreach (int change in changes)
            {
                long amount = change < 0 ? -Math.Min(-change, held) : change;
                held += amount <= 0 ? amount : subpool.Get(amount).IsOk ? amount : 0;
                if (amount < 0)
                {
                    subpool.Put(-amount);
                }
            }

            return subpool.Used == held && held <= 6 && subpool.Reserved is >= 0 and <= 3 && held + subpool.Reserved >= 3;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }
}
