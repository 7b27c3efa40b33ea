using System.Text.RegularExpressions;

namespace FolioModel.Tests.Conformance;

/// <summary>The values of recordings that cannot matter, each with its reason.</summary>
internal static class UnnoticeableValues
{
    private static readonly (Regex Pattern, string Reason)[] s_reasons =
    [
        Because(
            "remarks for a reader of the recording",
            @"note text OtherValue|: note OtherValue|: skip OtherValue|fstat a\.when .*"),
        Because(
            "a name; its first part is the family, which is compared, and a script's is free",
            @"trace name OtherValue"),
        Because(
            "a name for the reader; the file is longer than what a case uses of it; allocating what is there changes nothing",
            @"failure [\w-]+: (name|pages) OtherValue|failure: fallocate a\.page OtherValue"),
        Because(
            "what a generator was asked for; the trace is what it made of it",
            @"kernel: trace nops OtherValue|xarray: begin seed OtherValue"),
        Because(
            "few operations were recorded with their inside, and nothing else says which",
            @"kernel: steps Absent"),
        Because(
            "the model passes through more states than a kernel shows at its functions",
            @"kernel .*: steps\[\]\[4\] OtherValue"),
        Because(
            "guest_memfd has no such operation, whatever it is asked for",
            @"calls: (read|write|pread|pwrite|lseek|ftruncate|fchmod|fchown|splice\(from\)|sendfile\(from\)|posix_fallocate) "
                + @"a\.(len|off|size|mode|uid|gid|offset) OtherValue"),
        Because(
            "the ranges lie within a huge page, which is taken or left as a whole",
            @"hugetlb: madvise a\.n OtherValue"),
        Because(
            "which slot a binding has that the kernel refuses does not matter, and few are made",
            @"calls: KVM_SET_USER_MEMORY_REGION2 a\.slot OtherValue"),
        Because(
            "the size matters to what is split or truncated beyond it, which few traces do afterwards",
            @"kernel: isize a\.size OtherValue"),
        Because(
            "the file's flags are shown beside some calls only",
            @"calls: read a\.gmem_flags Absent"),
        Because(
            "the recorder used the callback for some of these operations, which only shows in that its calls are there",
            @"xarray: upd Absent"),
        Because(
            "the recorder's remark that others overtook the cursor; the read itself is compared",
            @"xarray: xas_\w+ stale Absent"),
    ];

    /// <summary>Whether a change cannot be noticed for a reason that is listed.</summary>
    /// <param name="change">The change's name.</param>
    public static bool Explain(string change) => Array.Exists(s_reasons, known => known.Pattern.IsMatch(change));

    private static (Regex, string) Because(string reason, string pattern) =>
        (new Regex($"(?:{pattern})$", RegexOptions.None, TimeSpan.FromSeconds(1)), reason);
}
