using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Content.Gmem;
using FolioModel.Cli.Content.Shmem;
using FolioModel.Gmem;
using FolioModel.Shmem;

namespace FolioModel.Cli.Content;

/// <summary>The subjects that come with the kit, by the names that <c>folio check</c> knows.</summary>
internal static class SubjectCatalogue
{
    private static readonly SortedDictionary<string, Func<Subject>> s_subjects = new(StringComparer.Ordinal)
    {
        ["core"] = static () => new CoreSubject(),
        ["core-bare"] = static () => new CoreSubject(new CoreOptions { Ledger = false }),
        ["core-refined"] = static () => new CoreSubject(new CoreOptions { Pages = 1024, Refined = true }),
        ["core-small"] = static () => new CoreSubject(new CoreOptions { Pages = 96, LockChecking = true, StrictLocks = true }),
        ["gmem"] = static () => new GmemSubject(),
        ["gmem-huge"] = static () => new GmemSubject(new GmemOptions
        {
            Huge = true,
            Profile = GmemProfile.V11,
            Monitor = new MonitorOptions { Groups = InvariantGroups.All & ~InvariantGroups.Gmem, StepsBetweenFullValidations = 64 },
        }),
        ["gmem-refined"] = static () => new GmemSubject(new GmemOptions { Pages = 1024, Refined = true }),
        ["gmem-small"] = static () => new GmemSubject(new GmemOptions { Pages = 48 }),
        ["leaky-owner"] = static () => new LeakyOwnerSubject(),
        ["shmem"] = static () => new ShmemSubject(),
        ["shmem-full"] = static () => new ShmemSubject(new ShmemSubjectOptions { MountPages = 20, SwapPages = 5 }),
        ["shmem-huge"] = static () => new ShmemSubject(new ShmemSubjectOptions
        {
            Pages = 1 << 13,
            FilePages = 1024,
            HugePages = HugePagePolicy.Always,
        }),
        ["shmem-huge-full"] = static () => new ShmemSubject(new ShmemSubjectOptions
        {
            Pages = 1 << 13,
            FilePages = 1024,
            MountPages = 600,
            HugePages = HugePagePolicy.Always,
        }),
        ["xarray"] = static () => new XArraySubject(),
    };

    /// <summary>The names.</summary>
    public static IReadOnlyCollection<string> Names => s_subjects.Keys;

    /// <summary>Finds a subject.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>What makes a fresh one, or null.</returns>
    public static Func<Subject>? Find(string name) => s_subjects.GetValueOrDefault(name);
}
