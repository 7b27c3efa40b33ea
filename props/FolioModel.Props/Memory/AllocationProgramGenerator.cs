using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Props.Memory;

/// <summary>
/// Makes programs that are hard on an allocator: small machines, odd zone borders, all orders and flags, more taken than given.
/// </summary>
internal static class AllocationProgramGenerator
{
    private static readonly GfpFlags[] _gfps =
    [
        GfpFlags.Kernel, GfpFlags.HighUser, GfpFlags.HighUserMovable, GfpFlags.HighUserMovable, GfpFlags.Kernel | GfpFlags.Reclaimable,
        GfpFlags.Atomic, GfpFlags.NoWait, GfpFlags.NoFs, GfpFlags.TransHuge, GfpFlags.TransHugeLight, GfpFlags.Kernel | GfpFlags.Dma32,
        GfpFlags.Kernel | GfpFlags.NoRetry, GfpFlags.Kernel | GfpFlags.RetryMayFail, GfpFlags.Kernel | GfpFlags.MemAlloc, GfpFlags.None,
    ];

    private static Gen<GfpFlags> Gfp =>
        from gfp in Gen.Elements(_gfps)
        from compound in Gen.Elements(GfpFlags.None, GfpFlags.Comp)
        select gfp | compound;

    private static Gen<int> Order =>
        Gen.Frequency((6, Gen.Constant(0)), (6, Gen.Choose(1, 3)), (3, Gen.Choose(4, 8)), (2, Gen.Choose(9, 11)));

    private static Gen<int> Which => Gen.Choose(0, 10000);

    private static Gen<int> Cpu => Gen.Choose(0, 1);

    private static Gen<AllocationStep> Step => Gen.Frequency(
        (12, from o in Order from g in Gfp from c in Cpu select (AllocationStep)new AllocationStep.Take(o, g, c)),
        (8, from w in Which from c in Cpu select (AllocationStep)new AllocationStep.Give(w, c)),
        (2, from w in Which select (AllocationStep)new AllocationStep.PutOnLru(w)),
        (2, from w in Which select (AllocationStep)new AllocationStep.GiveHeld(w)),
        (1, from c in Cpu select (AllocationStep)new AllocationStep.Drain(c)),
        (1, from b in Gen.Choose(0, 7)
            from t in Gen.Elements(Enum.GetValues<MigrateType>())
            select (AllocationStep)new AllocationStep.Retype(b, t)));

    private static Gen<MachineOptions> Machine =>
        from pages in Gen.Frequency((3, Gen.Choose(1, 64)), (3, Gen.Choose(64, 1100)), (3, Gen.Elements(512, 1024, 2048, 4096)))
        from min in Gen.Elements<int?>(null, null, 0, 7)
        from high in Gen.Elements<int?>(null, null, 0, 1, 6)
        from border in Gen.Choose(0, pages)
        from zones in Gen.Elements(1, 1, 2)
        select new MachineOptions
        {
            Pages = pages,
            MinFreePages = min,
            PerCpuHigh = high,
            LockChecking = true,
            Zones = zones == 2 && border > 0 && border < pages
                ? [new ZoneOptions(ZoneKind.Dma32, border), new ZoneOptions(ZoneKind.Normal, pages - border)]
                : [],
        };

    internal static Arbitrary<AllocationProgram> Programs() => Arb.From(
        from options in Machine
        from steps in Step.ListOf()
        select new AllocationProgram(options, [.. steps]),
        Shrink);

    private static IEnumerable<AllocationProgram> Shrink(AllocationProgram program)
    {
        for (int length = program.Steps.Count / 2; length > 0; length /= 2)
        {
            for (int first = 0; first < program.Steps.Count; first += length)
            {
                yield return program with { Steps = [.. program.Steps.Take(first), .. program.Steps.Skip(first + length)] };
            }
        }
    }
}
