using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>The verbs of scenario files for memory of a virtual machine.</summary>
internal static class GmemScript
{
    private const int MostPages = 1 << 20;
    private const int MostAtOnce = 4096;

    public static IReadOnlyList<ScriptVerb> Verbs { get; } =
    [
        ScriptVerb.Declaration("guest", "guest NAME [pages=N]", Declare),
        ScriptVerb.Operation("fallocate", "fallocate GUEST FIRST COUNT", Fallocate),
        ScriptVerb.Operation("convert", "convert GUEST FIRST COUNT [drain]", Convert),
    ];

    private static void Declare(ScriptCall call)
    {
        GmemProfile profile = GmemProfile.All.FirstOrDefault(p => p.Name == call.Machine.Profile.Name) ?? GmemProfile.V11;
        VirtualMachine vm = new(call.Machine, profile, profile.HasProtectedVm ? VmType.SoftwareProtected : VmType.Default);
        long pages = Math.Max(1, call.Option("pages", 256, MostPages));
        GuestMemfd file = vm.CreateGuestMemfd(pages << PageSize.Shift, GmemFlags.None).File!;
        call.Declare(file, file.Mapping);
    }

    private static async KernelWork Fallocate(ScriptCall call)
    {
        GuestMemfd guest = call.Find<GuestMemfd>(0, "a guest");
        long first = call.Number(1, "the first index", MostPages);
        long count = call.Number(2, "how many pages", MostAtOnce);
        Errno error = await guest.AllocateAsync(new ByteOffset(first << PageSize.Shift), count << PageSize.Shift);
        call.Tell(error == Errno.None ? "success" : $"{error}");
    }

    /// <summary>Converts a guest's pages from private to shared, which is refused while an unknown holder has a reference.</summary>
    private static async KernelWork Convert(ScriptCall call)
    {
        GuestMemfd guest = call.Find<GuestMemfd>(0, "a guest");
        PageIndex first = new((ulong)call.Number(1, "the first index", MostPages));
        PageCount count = new(call.Number(2, "how many pages", MostAtOnce));
        GmemConversion result = await guest.ConvertAsync(first, count, toPrivate: false, call.Has(3, "drain"));
        call.Tell(result.IsSafe ? "success"
            : $"{result.Error}: page {result.UnsafeIndex} is held by {string.Join(" and ", result.Holders)}");
    }
}
