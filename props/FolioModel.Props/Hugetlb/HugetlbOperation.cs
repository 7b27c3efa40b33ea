namespace FolioModel.Props.Hugetlb;

/// <summary>A step of a random program on a pool: places and lengths are in huge pages, files and mappings are chosen by number.</summary>
internal abstract record HugetlbOperation
{
    public sealed record Open(bool OnMount) : HugetlbOperation;

    public sealed record Close(int File) : HugetlbOperation;

    public sealed record Allocate(int File, int First, int Count, bool KeepSize) : HugetlbOperation;

    public sealed record Punch(int File, int First, int Count) : HugetlbOperation;

    public sealed record Truncate(int File, int Pages) : HugetlbOperation;

    public sealed record Map(int File, int First, int Count, bool Shared, bool NoReserve) : HugetlbOperation;

    public sealed record Unmap(int Mapping) : HugetlbOperation;

    public sealed record UnmapPart(int Mapping, int First, int Count) : HugetlbOperation;

    public sealed record Touch(int Mapping, int Page, bool Write) : HugetlbOperation;

    public sealed record DontNeed(int Mapping, int First, int Count) : HugetlbOperation;

    public sealed record Fork(int Mapping) : HugetlbOperation;

    public sealed record Pin(int Mapping, int Page) : HugetlbOperation;

    public sealed record Unpin(int Slot) : HugetlbOperation;

    public sealed record Migrate(int Mapping, int Page) : HugetlbOperation;

    public sealed record Resize(int Count) : HugetlbOperation;

    public sealed record Overcommit(int Count) : HugetlbOperation;

    public sealed record FailDescriptors(bool Fail) : HugetlbOperation;

    public sealed record Signal(bool Pending) : HugetlbOperation;
}
