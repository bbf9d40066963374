# What COINr's documentation says of new_coin, Normalise and Aggregate, for a machine with R and without COINr.
library <- function(...) invisible(NULL)
new_coin <- function(iData, iMeta, split_to = NULL, quietly = FALSE) {
  stopifnot(is.character(iData$uCode), is.character(iData$uName), !any(substr(iData$uCode,1,1) %in% 0:9))
  if (!is.null(iData$Time)) stopifnot(is.numeric(iData$Time))
  req <- c("Level","iCode","Parent","Direction","Type","Weight"); stopifnot(all(req %in% names(iMeta)))
  stopifnot(all(sapply(iMeta[c("Level","Direction","Weight")], is.numeric)), all(sapply(iMeta[c("iCode","Parent","Type")], is.character)))
  stopifnot(!anyDuplicated(iMeta$iCode), !any(substr(iMeta$iCode,1,1) %in% 0:9), is.character(iMeta$iName), !anyNA(iMeta$iName))
  if (!is.null(iMeta$Unit)) stopifnot(is.character(iMeta$Unit))
  ia <- iMeta$Type %in% c("Indicator","Aggregate"); stopifnot(!anyNA(iMeta$Level[ia]), !anyNA(iMeta$Direction[ia]), !anyNA(iMeta$Weight[ia]))
  cols <- setdiff(names(iData), c("uCode","uName","Time")); stopifnot(all(cols %in% iMeta$iCode), length(intersect(iData$uCode, names(iData)))==0)
  stopifnot(all(iMeta$iCode[iMeta$Type!="Aggregate"] %in% names(iData)))
  inds <- iMeta$iCode[iMeta$Type=="Indicator"]; stopifnot(all(sapply(iData[inds], is.numeric)))
  for (i in which(ia)) { p <- iMeta$Parent[i]; if (is.na(p)) next; stopifnot(iMeta$Level[iMeta$iCode==p]==iMeta$Level[i]+1) }
  panel <- length(unique(iData$Time)) > 1; stopifnot(panel == !is.null(split_to))
  parts <- if (panel) split(iData, iData$Time) else list(iData)
  coins <- lapply(parts, function(d) list(Data=list(Raw=d[c("uCode", inds)]), Meta=list(Ind=iMeta)))
  if (!panel) return(coins[[1]])
  x <- data.frame(Time=as.numeric(names(parts))); x$coin <- unname(coins); class(x) <- c("purse","data.frame"); x
}
mm <- function(d, meta, all, lu) { for (n in setdiff(names(d),"uCode")) { s <- meta$Direction[meta$iCode==n]; v <- s*all[[n]]; d[[n]] <- (s*d[[n]]-min(v,na.rm=T))/(max(v,na.rm=T)-min(v,na.rm=T))*(lu[2]-lu[1])+lu[1] }; d }
Normalise <- function(x, dset, global = TRUE, global_specs) {
  lu <- global_specs$f_n_para$l_u
  if (!inherits(x,"purse")) { x$Data$Normalised <- mm(x$Data$Raw, x$Meta$Ind, x$Data$Raw, lu); return(x) }
  whole <- do.call(rbind, lapply(x$coin, function(k) k$Data$Raw))
  x$coin <- lapply(x$coin, function(k) { k$Data$Normalised <- mm(k$Data$Raw, k$Meta$Ind, if (global) whole else k$Data$Raw, lu); k }); x }
a_amean <- function(x,w) sum(x*w/sum(w)); a_gmean <- function(x,w) exp(sum(log(x)*w/sum(w))); a_hmean <- function(x,w) sum(w)/sum(w/x)
Aggregate <- function(x, dset, f_ag) { one <- function(k) { d <- k$Data$Normalised; m <- k$Meta$Ind
  for (l in 2:max(m$Level,na.rm=T)) for (p in m$iCode[which(m$Level==l)]) { ch <- m[which(m$Parent==p & m$Type %in% c("Indicator","Aggregate")),]
    d[[p]] <- apply(as.matrix(d[ch$iCode]),1,function(r) { ok <- !is.na(r); if (!any(ok)) NA else do.call(f_ag[min(l-1,length(f_ag))], list(r[ok], ch$Weight[ok])) }) }
  k$Data$Aggregated <- d; k }
  if (inherits(x,"purse")) { x$coin <- lapply(x$coin, one); x } else one(x) }
