using FolioModel.Gmem;

namespace FolioModel.Show;

internal static partial class ScriptOperations
{
    /// <summary>Allocates pages of a guest's memory.</summary>
    private static async KernelWork Fallocate(ScriptWorld world, ScriptLine line)
    {
        GuestMemfd guest = world.Guest(line, 0);
        long first = line.NumberAt(1, "the first index", MostIndex);
        long count = line.NumberAt(2, "how many pages", 4096);
        world.Tell(TextOf(await guest.AllocateAsync(new ByteOffset(first << PageSize.Shift), count << PageSize.Shift)));
    }

    /// <summary>Converts a guest's pages from private to shared, which is refused while an unknown holder has a reference.</summary>
    private static async KernelWork Convert(ScriptWorld world, ScriptLine line)
    {
        GuestMemfd guest = world.Guest(line, 0);
        PageIndex first = new((ulong)line.NumberAt(1, "the first index", MostIndex));
        PageCount count = new(line.NumberAt(2, "how many pages", 4096));
        bool drain = line.Words.Count > 3 && line.Words[3].Text == "drain";
        GmemConversion result = await guest.ConvertAsync(first, count, toPrivate: false, drain);
        world.Tell(result.IsSafe ? "success"
            : $"{result.Error}: page {result.UnsafeIndex} is held by {string.Join(" and ", result.Holders)}");
    }
}
