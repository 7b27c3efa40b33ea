using System.Reflection;
using FolioModel.Tests.Documentation;

namespace FolioModel.Tests.Tasks;

/// <summary>The two forms of an operation do the same, and the straight one knows nothing of points.</summary>
internal sealed class TwinTests
{
    [Test]
    public void AnOperationAloneEndsInTheSameStateInBothForms()
    {
        string straight = Describe(machine => RunStraight(machine));
        string suspended = Describe(machine =>
        {
            TaskRun run = machine.Begin(machine.Boot, () => RunSuspended(machine));
            while (run.CanGoOn)
            {
                run.Resume();
            }

            Assert.That(run.State, Is.EqualTo(TaskRunState.Done), run.Error?.ToString());
            Assert.That(run.Steps, Is.GreaterThan(20), "the operations did not stop at their points");
        });
        Assert.That(suspended, Is.EqualTo(straight));
    }

    [Test]
    public void TheStraightFormContainsNoCallOfAPoint()
    {
        MethodInfo lookup = typeof(PageCache).GetMethod("LookUpStable", BindingFlags.NonPublic | BindingFlags.Instance)!;
        Assert.That(Calls(lookup, nameof(Machine.Point)), Is.False);
        Assert.That(Calls(lookup, nameof(Machine.SpinOnFrozen)), Is.True, "the test finds no calls at all");
    }

    [Test]
    public void AMethodWithPointsCompilesToTheSameInstructionsAsOneWithout() =>
        Assert.That(CodeOf(nameof(PointedLoop.WithPoints)), Is.EqualTo(CodeOf(nameof(PointedLoop.WithoutPoints))));

    [Test]
    public void EveryMarkedMethodHasATwinOfTheSameAccessibility()
    {
        const BindingFlags All =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        int marked = 0;
        foreach (MethodInfo method in SourceTree.Libraries.SelectMany(static l => l.GetTypes())
            .SelectMany(t => t.GetMethods(All)).Where(m => m.IsDefined(typeof(InterleavedAttribute), inherit: false)))
        {
            MethodInfo? twin = method.DeclaringType!.GetMethod(
                method.Name + "Async", All, [.. method.GetParameters().Select(p => p.ParameterType)]);
            Assert.That(twin, Is.Not.Null, $"{method.DeclaringType}.{method.Name} has no twin");
            Assert.That(twin!.Attributes & MethodAttributes.MemberAccessMask,
                Is.EqualTo(method.Attributes & MethodAttributes.MemberAccessMask));
            marked++;
        }

        Assert.That(marked, Is.GreaterThan(100));
    }

    private static byte[] CodeOf(string method) => typeof(PointedLoop).GetMethod(method)!.GetMethodBody()!.GetILAsByteArray()!;

    private static string Describe(Action<Machine> run)
    {
        Machine machine = new(new MachineOptions { Pages = 256, Ledger = true, LockChecking = true });
        run(machine);
        return string.Join('\n',
            machine.AddressSpaces.Select(f =>
            f.Pages.DescribeTree() + string.Concat(f.Pages.Entries().Select(e => e.Entry.Folio.Describe() + '\n'))));
    }

    private static void RunStraight(Machine machine)
    {
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1 << 16, MaxOrder = new Order(2) });
        for (ulong i = 0; i < 3; i++)
        {
            Folio folio = file.Pages.GetFolio(new PageIndex(i * 4), FindFolioFlags.Grab, file.GfpMask, new Order(2)).Folio;
            folio.MarkDirty();
            folio.Unlock();
            folio.Put();
        }

        file.Truncate(new ByteOffset(5 << 12), new ByteOffset((9 << 12) - 1));
        file.Invalidate(PageIndex.Zero, PageIndex.Max);
        machine.Batches.DrainAll();
    }

    private static async KernelWork RunSuspended(Machine machine)
    {
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1 << 16, MaxOrder = new Order(2) });
        for (ulong i = 0; i < 3; i++)
        {
            Folio folio = (await file.Pages.GetFolioAsync(new PageIndex(i * 4), FindFolioFlags.Grab, file.GfpMask, new Order(2))).Folio;
            await folio.MarkDirtyAsync();
            folio.Unlock();
            folio.Put();
        }

        await file.TruncateAsync(new ByteOffset(5 << 12), new ByteOffset((9 << 12) - 1));
        await file.InvalidateAsync(PageIndex.Zero, PageIndex.Max);
        await machine.Batches.DrainAllAsync();
    }

    /// <summary>Whether a method's code has a call (0x28) or virtual call (0x6f) of a method with this name.</summary>
    private static bool Calls(MethodInfo method, string name)
    {
        byte[] code = method.GetMethodBody()!.GetILAsByteArray()!;
        for (int i = 0; i + 4 < code.Length; i++)
        {
            if (code[i] is 0x28 or 0x6f && NameOf(method.Module, BitConverter.ToInt32(code, i + 1)) == name)
            {
                return true;
            }
        }

        return false;
    }

    private static string? NameOf(Module module, int token)
    {
        try
        {
            return (token >> 24) is 0x06 or 0x0a or 0x2b ? module.ResolveMethod(token)?.Name : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
